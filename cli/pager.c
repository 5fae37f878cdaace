/* The pager: a text that does not fit the terminal. */
#include "cli/pager.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/paths.h"
#include "core/find_program.h"

/* Where less is not installed there is no pager that everybody has. */
static bool has_less(void)
{
    char *path = find_program("less");

    free(path);
    return path != NULL;
}

static const char *chosen_pager(void)
{
    const char *pager = getenv("RUSTPRO_PAGER");

    if (pager == NULL)
        pager = getenv("PAGER");
    if (pager == NULL && has_less())
        pager = "less";
    return pager == NULL || pager[0] == '\0' || strcmp(pager, "cat") == 0 ? NULL : pager;
}

/* The reader's own words, as every program takes $PAGER: a shell reads them. Nothing of ours or of
 * a document is part of that line. */
static void run_pager(const char *pager, int input)
{
    if (dup2(input, STDIN_FILENO) >= 0) {
        setenv("LESS", "FRX", 0);
        execl("/bin/sh", "sh", "-c", pager, (char *)NULL);
    }
    _exit(127);
}

static void write_all(int fd, struct str text)
{
    while (text.len > 0) {
        ssize_t n = write(fd, text.ptr, text.len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) /* the reader left early */
            return;
        text = str_slice(text.ptr + n, text.len - (size_t)n);
    }
}

bool pager_show(struct str text)
{
    const char *pager = chosen_pager();
    int ends[2];
    int status = 0;
    pid_t child;

    if (pager == NULL || pipe(ends) != 0)
        return false;
    child = fork();
    if (child == 0) {
        close(ends[1]);
        run_pager(pager, ends[0]);
    }
    close(ends[0]);
    if (child > 0) {
        (void)signal(SIGPIPE, SIG_IGN);
        write_all(ends[1], text);
    }
    close(ends[1]);
    if (child < 0)
        return false;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return !(WIFEXITED(status) && WEXITSTATUS(status) == 127);
}
