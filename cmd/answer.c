// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * answer.c - what ifedit --json says: one document, whatever happens
 *
 *	{ "changed": true, "written": true, "files": [PATH], "changes": [TEXT],
 *	  "diff": TEXT, "values": { IFACE: { OPTION: [VALUE] } },
 *	  "diagnostics": [...] }
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/edit.h"
#include "cmd/json.h"

struct answer {
	json_t *files, *changes, *diagnostics, *values;
};

struct answer *answer_new(const struct call *call)
{
	struct answer *answer = calloc(1, sizeof(*answer));

	if (!answer || json_open(call) != 0) {
		free(answer);
		return NULL;
	}
	answer->files = json_new_list();
	answer->changes = json_new_list();
	answer->diagnostics = json_new_list();
	answer->values = json_new_object();
	return answer;
}

void answer_add_diag(struct answer *answer, const struct ifplan_diag *diag)
{
	json_append(answer->diagnostics, json_diag(diag));
}

void answer_add_complaint(struct answer *answer, unsigned line,
			  const char *subject, const char *text)
{
	json_t *object = json_new_object();

	json_put_text(object, "severity", "error");
	json_put_text(object, "subject", subject);
	json_put_text(object, "text", text);
	if (line)
		json_put_place(object, "-", line);
	json_append(answer->diagnostics, object);
}

void answer_add_value(struct answer *answer, const char *where,
		      const char *option, const char *value)
{
	json_t *options = json_member(answer->values, where);
	json_t *values = json_member(options, option);

	if (!options) {
		options = json_new_object();
		json_put(answer->values, where, options);
	}
	if (!values) {
		values = json_new_list();
		json_put(options, option, values);
	}
	json_append_text(values, value);
}

void answer_take_changes(struct answer *answer, const struct edit *edit)
{
	for (size_t i = 0; i < edit->original_count; i++)
		if (edit_is_changed(edit, i))
			json_append_text(answer->files, i ?
					 edit->originals[i].path :
					 edit->target);
	for (size_t i = 0; edit->changes[i]; i++)
		json_append_text(answer->changes, edit->changes[i]);
}

int answer_print(struct edit *edit)
{
	struct answer *answer = edit->answer;
	json_t *document = json_new_object();

	json_put_bool(document, "changed", edit->is_changed);
	json_put_bool(document, "written", edit->is_written);
	json_put(document, "files", answer->files);
	json_put(document, "changes", answer->changes);
	json_put_text(document, "diff", edit->diff ? edit->diff : "");
	json_put(document, "values", answer->values);
	json_put(document, "diagnostics", answer->diagnostics);
	free(answer);
	edit->answer = NULL;
	return json_print(edit->call, document);
}
