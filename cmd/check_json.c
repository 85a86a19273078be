// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * check_json.c - a check as JSON
 *
 * json is ifupdown2's shape, which Proxmox VE reads:
 *
 *	[ { "name": "vmbr0", "addr_method": "static", "addr_family": "inet",
 *	    "auto": true, "config": { "mtu": "1500" },
 *	    "config_status": { "mtu": "fail" }, "status": "fail" } ]
 *
 * json2 says why, and where:
 *
 *	{ "interfaces": [ { ..., "options": [ { "name": "mtu",
 *	    "status": "fail", "expected": "9000", "actual": "1500",
 *	    "reason": "is 1500, not 9000", "disruptive": false,
 *	    "file": PATH, "line": 7, "column": 2 } ] } ],
 *	  "diagnostics": [...] }
 */
#include <stdio.h>
#include <stdlib.h>

#include "cmd/check.h"
#include "cmd/json.h"
#include "cmd/query.h"

static void put_fact(json_t *object, const char *name, const char *fact)
{
	if (*fact)
		json_put_text(object, name, fact);
}

/* ifupdown2's */

static const char *const short_words[] = {
	[IFPLAN_UNKNOWN] = "", [IFPLAN_PASS] = "pass", [IFPLAN_FAIL] = "fail",
};

static void put_claim(json_t *config, json_t *status,
		      const struct ifplan_claim *claim)
{
	const char *name = ifplan_claim_fact(claim, "option");
	const char *value = ifplan_claim_fact(claim, "value");
	const char *extra = ifplan_claim_fact(claim, "extra");
	char *text;

	if (asprintf(&text, "%s%s%s", value, *value && *extra ? " " : "",
		     extra) < 0)
		return;
	json_put_several(config, name, text);
	free(text);
	json_put_several(status, name, short_words[ifplan_claim_status(claim)]);
}

static json_t *new_short(const struct call *call,
			 const struct ifplan_checked *checked)
{
	json_t *object = json_new_object(), *config = json_new_object();
	json_t *status = json_new_object();
	const char *name = ifplan_checked_fact(checked, "name");
	const struct ifplan_claim *claim = NULL;

	json_put_text(object, "name", name);
	put_fact(object, "addr_method", check_word(checked, "method"));
	put_fact(object, "addr_family", check_word(checked, "family"));
	json_put_bool(object, "auto", ifplan_is_auto(call->ifplan, name));
	while ((claim = ifplan_next_claim(checked, claim)))
		put_claim(config, status, claim);
	json_put(object, "config", config);
	json_put(object, "config_status", status);
	json_put_text(object, "status",
		      ifplan_checked_status(checked) == IFPLAN_FAIL ? "fail" :
		      "pass");
	return object;
}

/* Ours */

static const char *const long_words[] = {
	[IFPLAN_UNKNOWN] = "unknown", [IFPLAN_PASS] = "pass",
	[IFPLAN_FAIL] = "fail",
};

static json_t *new_option(const struct ifplan_claim *claim)
{
	static const char *const facts[] = { "expected", "actual", "extra",
					     "reason", NULL };
	json_t *object = json_new_object();
	unsigned line, column;
	const char *file = ifplan_claim_place(claim, &line, &column);

	json_put_text(object, "name", ifplan_claim_fact(claim, "option"));
	json_put_text(object, "status",
		      long_words[ifplan_claim_status(claim)]);
	for (size_t i = 0; facts[i]; i++)
		put_fact(object, facts[i], ifplan_claim_fact(claim, facts[i]));
	if (ifplan_claim_status(claim) == IFPLAN_FAIL)
		json_put_bool(object, "disruptive",
			      ifplan_claim_is_disruptive(claim));
	json_put_place(object, file, line);
	if (line)
		json_put_number(object, "column", column);
	return object;
}

static json_t *list_options(const struct ifplan_checked *checked)
{
	json_t *list = json_new_list();
	const struct ifplan_claim *claim = NULL;

	while ((claim = ifplan_next_claim(checked, claim)))
		json_append(list, new_option(claim));
	return list;
}

static json_t *new_long(const struct call *call,
			const struct ifplan_checked *checked)
{
	static const char *const facts[] = { "family", "method", "text",
					     "reason", NULL };
	json_t *object = json_new_object();
	const char *name = ifplan_checked_fact(checked, "name"), *file;
	unsigned line;

	json_put_text(object, "name", name);
	for (size_t i = 0; facts[i]; i++)
		put_fact(object, facts[i],
			 ifplan_checked_fact(checked, facts[i]));
	json_put_bool(object, "auto", ifplan_is_auto(call->ifplan, name));
	json_put_text(object, "status",
		      long_words[ifplan_checked_status(checked)]);
	json_put_bool(object, "missing", ifplan_checked_is_missing(checked));
	file = ifplan_checked_place(checked, &line);
	json_put_place(object, file, line);
	json_put(object, "options", list_options(checked));
	return object;
}

/* The documents */

static json_t *list_checked(const struct call *call,
			    const struct ifplan_check *check,
			    json_t *(*make)(const struct call *,
					    const struct ifplan_checked *))
{
	json_t *list = json_new_list();
	const struct ifplan_checked *checked = NULL;

	while (check && (checked = ifplan_next_checked(check, checked)))
		json_append(list, make(call, checked));
	return list;
}

static json_t *list_diags(const struct call *call)
{
	json_t *list = json_new_list();
	const struct ifplan_diag *diag = NULL;

	while ((diag = query_next_diag(call, NULL, diag)))
		if (ifplan_diag_severity(diag) != IFPLAN_NOTE)
			json_append(list, json_diag(diag));
	return list;
}

int check_print_json(const struct call *call,
		     const struct ifplan_check *check)
{
	json_t *document;
	int r = json_open(call);

	if (r)
		return r;
	if (call->format == FORMAT_JSON)
		return json_print(call, list_checked(call, check, new_short));
	document = json_new_object();
	json_put(document, "interfaces", list_checked(call, check, new_long));
	json_put(document, "diagnostics", list_diags(call));
	return json_print(call, document);
}
