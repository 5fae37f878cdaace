/* The toolchain: which rustc and cargo there are. */
#include "runner/toolchain.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/find_program.h"
#include "core/text.h"
#include "core/xalloc.h"
#include "runner/process.h"

static char *path_below(const char *dir, const char *rest)
{
    struct buf path = BUF_INIT;

    buf_addf(&path, "%s/%s", dir, rest);
    return buf_detach(&path);
}

/* "rustc 1.95.0 (59807616e 2026-04-14)" gives "1.95.0". */
static char *read_version(struct str line)
{
    struct str rest = line;
    struct str word = { NULL, 0 };

    (void)str_next_field(&rest, ' ', &word);
    if (!str_equals(word, "rustc") || !str_next_field(&rest, ' ', &word))
        return NULL;
    for (size_t i = 0; i < word.len; i++)
        if (!ascii_is_alnum(word.ptr[i]) && word.ptr[i] != '.' && word.ptr[i] != '-')
            return NULL;
    return xmemdup0(word.ptr, word.len);
}

/* The lines of `rustc -vV`. */
static void read_identity(struct str answer, struct toolchain *out)
{
    struct buf identity = BUF_INIT;
    struct str line;

    while (str_next_line(&answer, &line)) {
        if (out->version == NULL)
            out->version = read_version(line);
        if (str_starts(line, "rustc ") || str_starts(line, "commit-hash") ||
            str_starts(line, "host")) {
            buf_addstr(&identity, line);
            buf_adds(&identity, "; ");
        }
    }
    out->identity = buf_detach(&identity);
}

/* The environment, in which rustup finds its toolchains; it is not to install one. new: free(). */
static const char **make_environment(void)
{
    size_t count = 0;
    const char **env;

    while (environ[count] != NULL)
        count++;
    env = xcalloc(count + 2, sizeof(*env));
    for (size_t i = 0; i < count; i++)
        env[i] = environ[i];
    env[count] = "RUSTUP_AUTO_INSTALL=0";
    return env;
}

/* Appends what `rustc [+name] question...` prints; nothing when it fails. */
static enum status ask(const char *rustc, const char *name, const char *const *question,
                       struct buf *out, struct error *err)
{
    char plus[128];
    const char *argv[6] = { rustc };
    const char **env = make_environment();
    size_t n = 1;
    /* Not where the reader stands: a rust-toolchain.toml there, perhaps beside the documents to be
     * checked, could name any program, and no sandbox is around this one. */
    struct process_spec spec = { .argv = argv,
                                 .env = env,
                                 .cwd = "/",
                                 .limits = { .wall_ms = 20000, .output_bytes = 65536 } };
    struct process_result result;
    enum status st;

    if (name != NULL) { /* rustup's stand-in takes the name first */
        (void)snprintf(plus, sizeof(plus), "+%s", name);
        argv[n++] = plus;
    }
    while (*question != NULL)
        argv[n++] = *question++;
    st = process_run(&spec, &result, err);
    free(env);
    if (st != STATUS_OK)
        return st;
    if (result.end == PROCESS_EXITED && result.exit_code == 0)
        buf_addstr(out, buf_str(&result.out));
    process_result_release(&result);
    return STATUS_OK;
}

static enum status ask_rustc(const char *rustc, const char *name, struct toolchain *out,
                             struct error *err)
{
    static const char *const who[] = { "-vV", NULL };
    static const char *const where[] = { "--print", "sysroot", NULL };
    struct buf answer = BUF_INIT;
    enum status st = ask(rustc, name, who, &answer, err);

    read_identity(buf_str(&answer), out);
    buf_clear(&answer);
    if (st == STATUS_OK && out->version != NULL)
        st = ask(rustc, name, where, &answer, err);
    buf_trim_end(&answer);
    if (answer.len > 0)
        out->sysroot = xmemdup0(answer.ptr, answer.len);
    buf_release(&answer);
    if (st != STATUS_OK || (out->sysroot != NULL && out->version != NULL))
        return st;
    if (name != NULL)
        return error_set(err, STATUS_NOT_FOUND,
                         "toolchain %s: not installed: `rustup toolchain install %s` brings it",
                         name, name);
    return error_set(err, STATUS_NOT_FOUND,
                     "%s: does not tell its version: `rustup default stable` chooses a toolchain",
                     rustc);
}

static bool is_name(const char *name)
{
    for (const char *p = name; *p != '\0'; p++)
        if (!ascii_is_alnum(*p) && strchr("._-", *p) == NULL)
            return false;
    return name[0] != '\0' && name[0] != '-' && strlen(name) < 100;
}

enum status toolchain_find(const char *name, struct toolchain *out, struct error *err)
{
    char *rustc = find_program("rustc");
    enum status st;

    *out = (struct toolchain){ 0 };
    if (name != NULL && !is_name(name)) {
        free(rustc);
        return error_set(err, STATUS_BAD_INPUT, "%s: no toolchain is named like that", name);
    }
    if (rustc == NULL)
        return error_set(err, STATUS_NOT_FOUND,
                         "rustc: not in PATH: https://rustup.rs or `apt install rustc cargo` "
                         "brings it");
    st = ask_rustc(rustc, name, out, err);
    free(rustc);
    if (st != STATUS_OK) {
        toolchain_release(out);
        return st;
    }
    out->rustc = path_below(out->sysroot, "bin/rustc");
    out->cargo = path_below(out->sysroot, "bin/cargo");
    if (access(out->cargo, X_OK) != 0) {
        free(out->cargo);
        out->cargo = find_program("cargo");
    }
    out->is_nightly = strstr(out->version, "nightly") != NULL ||
                      strstr(out->version, "dev") != NULL;
    return STATUS_OK;
}

void toolchain_release(struct toolchain *t)
{
    free(t->sysroot);
    free(t->rustc);
    free(t->cargo);
    free(t->version);
    free(t->identity);
    *t = (struct toolchain){ 0 };
}

int toolchain_minor(const struct toolchain *t)
{
    return str_starts(str_of(t->version), "1.") ? (int)strtol(t->version + 2, NULL, 10) : 0;
}
