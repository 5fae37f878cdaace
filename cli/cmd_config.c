/* rustpro config: the settings in force, and where each one comes from. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cli/command.h"
#include "cli/paths.h"
#include "cli/settings.h"
#include "core/text.h"
#include "core/xalloc.h"

/* What is in force; new. The index that answers by default is a path, not a word. */
static char *value_of(const struct options *o, enum setting_id id)
{
    const struct setting *item = settings_get(o->settings, id);
    struct stat st;
    char *path;

    if (item->value != NULL)
        return xstrdup(id == SETTING_INDEX && item->origin == SETTING_FILE ? o->own_index
                                                                           : item->value);
    if (id != SETTING_INDEX)
        return xstrdup(settings_row(id)->fallback);
    path = paths_user_index();
    if (path == NULL || stat(path, &st) != 0) {
        char *guide = paths_guide_index();

        if (guide != NULL) {
            free(path);
            path = guide;
        }
    }
    return path != NULL ? path : xstrdup("");
}

static void add_origin(struct buf *out, const struct settings *s, enum setting_id id)
{
    const struct setting *item = settings_get(s, id);
    bool is_there;

    switch (item->origin) {
    case SETTING_OPTION:
        buf_addf(out, "option %s", settings_row(id)->option);
        break;
    case SETTING_ENVIRONMENT:
        buf_addf(out, "environment: %s", item->variable);
        break;
    case SETTING_FILE:
        buf_addf(out, "%s:%zu", settings_path(s, &is_there), item->line);
        break;
    case SETTING_DEFAULT:
        buf_adds(out, "default");
        break;
    }
}

static void print_text(const struct options *o)
{
    bool is_there;
    const char *path = settings_path(o->settings, &is_there);

    printf("%s%s\n\n", path != NULL ? path : "no home folder is known",
           path == NULL || is_there ? "" : " (not there)");
    printf("%-14s %-40s %s\n", "key", "value", "from");
    for (size_t i = 0; i < SETTING_IDS; i++) {
        enum setting_id id = (enum setting_id)i;
        char *value = value_of(o, id);
        struct buf shown = BUF_INIT;
        struct buf origin = BUF_INIT;
        size_t width;

        text_sanitize(&shown, str_of(value));
        add_origin(&origin, o->settings, id);
        width = str_width(buf_str(&shown));
        printf("%-14s %s%*s %s\n", settings_row(id)->key, shown.ptr,
               width < 40 ? (int)(40 - width) : 0, "", origin.ptr);
        buf_release(&shown);
        buf_release(&origin);
        free(value);
    }
}

static json_t *setting_json(const struct options *o, enum setting_id id)
{
    static const char *const origins[] = { [SETTING_DEFAULT] = "default",
                                           [SETTING_FILE] = "file",
                                           [SETTING_ENVIRONMENT] = "environment",
                                           [SETTING_OPTION] = "option" };
    const struct setting_row *row = settings_row(id);
    const struct setting *item = settings_get(o->settings, id);
    char *value = value_of(o, id);
    struct buf clean = BUF_INIT;
    json_t *object;

    text_sanitize(&clean, str_of(value)); /* the environment need not be UTF-8 */
    object = json_pack("{s:s, s:s, s:s, s:s, s:s?}", "key", row->key, "value", clean.ptr, "default",
                       row->fallback, "origin", origins[item->origin], "variable", item->variable);
    json_object_set_new(object, "line",
                        item->origin == SETTING_FILE ? json_integer((json_int_t)item->line)
                                                     : json_null());
    json_object_set_new(object, "option",
                        row->option != NULL ? json_string(row->option) : json_null());
    buf_release(&clean);
    free(value);
    return object;
}

static json_t *mistakes_json(const struct settings *s)
{
    json_t *list = json_array();
    struct buf clean = BUF_INIT;
    const char *mistake;

    for (size_t i = 0; (mistake = settings_mistake(s, i)) != NULL; i++) {
        buf_clear(&clean);
        text_sanitize(&clean, str_of(mistake));
        json_array_append_new(list, json_string(clean.ptr));
    }
    buf_release(&clean);
    return list;
}

static void print_json(const struct options *o)
{
    bool is_there;
    const char *path = settings_path(o->settings, &is_there);
    json_t *list = json_array();
    json_t *object;
    char *text;

    for (size_t i = 0; i < SETTING_IDS; i++)
        json_array_append_new(list, setting_json(o, (enum setting_id)i));
    object = json_pack("{s:i, s:s?, s:b, s:o, s:o}", "schema", 1, "file", path, "exists", is_there,
                       "mistakes", mistakes_json(o->settings), "settings", list);
    text = object != NULL ? json_dumps(object, JSON_COMPACT) : NULL;
    (void)puts(text != NULL ? text : "{}");
    free(text);
    json_decref(object);
}

static int print_one(const struct options *o, const char *key)
{
    enum setting_id id = settings_find(str_of(key));
    struct buf shown = BUF_INIT;
    char *value;

    if (id == SETTING_IDS) {
        command_say("%s: no such key: `rustpro config` lists them", key);
        return EXIT_ERROR;
    }
    value = value_of(o, id);
    text_sanitize(&shown, str_of(value));
    (void)puts(shown.ptr);
    buf_release(&shown);
    free(value);
    return EXIT_FOUND;
}

int cmd_config(const struct options *o)
{
    if (o->arg_count > 1) {
        command_say("config: takes one KEY, or nothing");
        return EXIT_ERROR;
    }
    if (o->arg_count == 1)
        return print_one(o, o->args[0]);
    if (o->format == FORMAT_JSON)
        print_json(o);
    else
        print_text(o);
    return EXIT_FOUND;
}
