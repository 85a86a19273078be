/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* table.h - libsmartcols, mapped only by processes that print a table */
#ifndef IFPLAN_CMD_TABLE_H
#define IFPLAN_CMD_TABLE_H

#include <libsmartcols/libsmartcols.h>

#include "cmd/cmd.h"

#define SMARTCOLS(F) \
	F(scols_new_table) F(scols_unref_table) F(scols_table_new_column) \
	F(scols_table_new_line) F(scols_line_set_data) F(scols_print_table) \
	F(scols_table_enable_ascii) F(scols_table_enable_colors) \
	F(scols_table_enable_minout) F(scols_table_group_lines) \
	F(scols_line_link_group) \
	F(scols_line_get_cell) F(scols_cell_set_color) \
	F(scols_print_table_to_string) F(scols_table_get_termwidth) \
	F(scols_column_set_wrapfunc) F(scols_column_set_safechars) \
	F(scols_wrapnl_chunksize) F(scols_wrapnl_nextchunk)

struct smartcols {
#define F(name) __typeof__(name) *name;
	SMARTCOLS(F)
#undef F
};

/* A new table; NULL: stderr says why. */
struct libscols_table *table_open(const struct call *call,
				  struct smartcols *ret);

#endif
