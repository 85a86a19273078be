// SPDX-License-Identifier: LGPL-2.1-or-later
/* view.c - which view is wanted, and does the rest of the line go with it? */
#include "cmd/view.h"

#include <stdarg.h>
#include <stdlib.h>

/* Options that some views take. */
static const struct {
	const char *option;
	size_t given;			/* offset of its bool in the call */
	unsigned takes;
} limits[] = {
	{ "--all", offsetof(struct call, is_all), TAKES_ALL },
	{ "--allow", offsetof(struct call, has_class), TAKES_CLASS },
	{ "--exclude", offsetof(struct call, has_exclude), TAKES_EXCLUDE },
	{ "--option", offsetof(struct call, has_option), TAKES_OPTION },
	{ "--snapshot", offsetof(struct call, has_snapshot), TAKES_SNAPSHOT },
	{ "--strict", offsetof(struct call, is_strict), TAKES_STRICT },
	{ "--with-depends", offsetof(struct call, has_depends), TAKES_DEPENDS },
	{ "--quiet", offsetof(struct call, is_quiet), TAKES_QUIET },
	{ "--exit-detail", offsetof(struct call, has_detail), TAKES_DETAIL },
	{ "--ascii", offsetof(struct call, is_ascii), TAKES_ASCII },
	{ "--color", offsetof(struct call, has_color), TAKES_COLOR },
};

static const char *const format_words[] = {
	[FORMAT_NATIVE] = "native", [FORMAT_JSON] = "json",
	[FORMAT_JSON2] = "json2", [FORMAT_SNAPSHOT] = "snapshot",
};

static bool is_given(const struct call *call, size_t offset)
{
	return *(const bool *)((const char *)call + offset);
}

static int refuse(const struct call *call, int misuse, const char *format, ...)
{
	char *text;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vasprintf(&text, format, arguments);
	va_end(arguments);
	(void)usage_error(call, length < 0 ? NULL : text);
	if (length >= 0)
		free(text);
	return misuse;
}

static int worse(const struct view *view, const struct view *other)
{
	return view->misuse > other->misuse ? view->misuse : other->misuse;
}

/* Several can be asked for when one of them is but a word about the other. */
static int refuse_views(const struct view *views, const struct view *view,
			const struct call *call)
{
	for (const struct view *other = views; other->show; other++)
		if (other != view && other->wanted &&
		    is_given(call, other->wanted) &&
		    !(other->also & view->takes) &&
		    !(other->also == TAKES_FORMAT && view->formats))
			return refuse(call, worse(view, other),
				      "%s does not go with %s", other->option,
				      view->option);
	return 0;
}

static int refuse_options(const struct view *view, const struct call *call)
{
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
		if (is_given(call, limits[i].given) &&
		    !(limits[i].takes & view->takes))
			return refuse(call, view->misuse,
				      "%s does not go with %s",
				      limits[i].option, view->option);
	if (call->format != FORMAT_NONE &&
	    !(view->formats & 1u << call->format))
		return refuse(call, view->misuse, "%s is no format of %s",
			      format_words[call->format], view->option);
	return 0;
}

static int refuse_names(const struct view *view, const struct call *call)
{
	bool needs_choice = view->takes & NEEDS_NAMES & ~TAKES_NAMES;

	if (call->is_all && !(view->takes & TAKES_BOTH) &&
	    (call->names[0] || (call->has_class && needs_choice)))
		return refuse(call, view->misuse, "either use the --all "
			      "option, or specify interface(s), but not both");
	if (call->names[0] && !(view->takes & TAKES_NAMES))
		return refuse(call, view->misuse, "%s takes no names",
			      view->option);
	if (needs_choice && !call->is_all && !call->names[0] &&
	    !call->has_class && call->format != FORMAT_SNAPSHOT)
		return refuse(call, view->misuse, "no interface(s) specified");
	return 0;
}

const struct view *view_choose(const struct view *views, struct call *call,
			       int *ret)
{
	const struct view *view = views;

	while (view->wanted && !is_given(call, view->wanted))
		view++;
	*ret = refuse_views(views, view, call);
	if (*ret == 0)
		*ret = refuse_options(view, call);
	if (*ret == 0)
		*ret = refuse_names(view, call);
	if (*ret)
		return NULL;
	if (call->format == FORMAT_NONE)
		call->format = call->wants_json && view->formats ?
			FORMAT_JSON : view->format;
	return view;
}
