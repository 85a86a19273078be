// SPDX-License-Identifier: LGPL-2.1-or-later
/* table.c - ifquery --brief: the kernel's links as a table */
#include "cmd/table.h"

#include <errno.h>

struct libscols_table *table_open(const struct call *call,
				  struct smartcols *ret)
{
#define F(name) #name,
	static const char *const names[] = { SMARTCOLS(F) NULL };
#undef F
	struct libscols_table *table;

	if (!library_open("libsmartcols.so.1", names, ret)) {
		(void)library_failure(call, "a table needs libsmartcols.so.1");
		return NULL;
	}
	table = ret->scols_new_table();
	if (!table)
		(void)report_failure(call, -ENOMEM);
	return table;
}

static const struct {
	const char *title;
	const char *fact;
} columns[] = {
	{ "INTERFACE", "name" }, { "KIND", "kind" }, { "MASTER", "master" },
	{ "STATE", "state" }, { "ADDRESSES", "addresses" },
};

#define COLUMN_COUNT (sizeof(columns) / sizeof(*columns))

static void fill_table(struct call *call, const struct smartcols *cols,
		       struct libscols_table *table)
{
	const struct ifplan_link *link = NULL;

	for (size_t i = 0; i < COLUMN_COUNT; i++)
		(void)cols->scols_table_new_column(table, columns[i].title, 0,
						   0);
	while ((link = ifplan_next_link(call->ifplan, link))) {
		struct libscols_line *line =
			cols->scols_table_new_line(table, NULL);

		for (size_t i = 0; line && i < COLUMN_COUNT; i++)
			(void)cols->scols_line_set_data(line, i,
				ifplan_link_fact(call->ifplan, link,
						 columns[i].fact));
	}
}

int report_links(struct call *call)
{
	struct smartcols cols;
	struct libscols_table *table = table_open(call, &cols);

	if (!table)
		return 1;
	fill_table(call, &cols, table);
	(void)cols.scols_print_table(table);
	cols.scols_unref_table(table);
	return 0;
}
