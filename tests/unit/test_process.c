/* Processes: running a program with limits, and ending it together with all that it started. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "runner/process.h"

/* What ends at once on any machine, and what never would: tests only tell the two apart. */
enum { SOON_MS = 20000, SHORT_MS = 300 };
#define FOREVER "60"

static const char *const PLAIN[] = { "PATH=/usr/bin:/bin", NULL };

/* new: process_result_release(). */
static struct process_result run_spec(struct process_spec spec)
{
    struct process_result result;
    struct error err;

    if (spec.env == NULL)
        spec.env = PLAIN;
    if (spec.limits.wall_ms == 0)
        spec.limits.wall_ms = SOON_MS * 2;
    if (process_run(&spec, &result, &err) != STATUS_OK)
        fail_msg("%s", err.msg);
    return result;
}

static struct process_result run_shell(const char *script, struct process_limits limits)
{
    const char *argv[] = { "/bin/sh", "-c", script, NULL };

    return run_spec((struct process_spec){ .argv = argv, .limits = limits });
}

static void assert_ends(const struct process_result *r, enum process_end end)
{
    if (r->end != end)
        fail_msg("ends as %d, not %d: %s", (int)r->end, (int)end, r->err.ptr);
    if (r->wall_ms >= SOON_MS)
        fail_msg("took %u ms", r->wall_ms);
}

static void assert_tells(const struct process_limits *limits, const struct process_result *r,
                         const char *text)
{
    struct buf told = BUF_INIT;

    process_add_end(&told, limits, r);
    assert_string_equal(told.ptr, text);
    buf_release(&told);
}

/* --- how it ends --- */

static void the_exit_code_is_the_programs(void **state)
{
    static const struct process_limits none = { 0 };

    (void)state;
    for (int code = 0; code < 256; code += 51) {
        char script[32];
        struct process_result r;

        (void)snprintf(script, sizeof(script), "exit %d", code);
        r = run_shell(script, none);
        assert_ends(&r, PROCESS_EXITED);
        assert_int_equal(r.exit_code, code);
        assert_tells(&none, &r, "");
        process_result_release(&r);
    }
}

static void a_signal_is_told_with_its_number(void **state)
{
    static const int signals[] = { SIGTERM, SIGKILL, SIGSEGV, SIGABRT };

    (void)state;
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        char script[32];
        struct process_result r;

        (void)snprintf(script, sizeof(script), "kill -%d $$", signals[i]);
        r = run_shell(script, (struct process_limits){ 0 });
        assert_ends(&r, PROCESS_EXITED);
        assert_int_equal(r.signal, signals[i]);
        assert_int_equal(r.exit_code, 128 + signals[i]);
        process_result_release(&r);
    }
}

static void who_kills_itself_has_not_used_up_the_processor(void **state)
{
    static const struct process_limits limits = { .cpu_seconds = 30 };
    struct process_result r = run_shell("kill -9 $$", limits);

    (void)state;
    assert_int_equal(r.signal, SIGKILL);
    assert_tells(&limits, &r, "");
    process_result_release(&r);
}

static void a_program_that_is_not_there_is_an_error_and_leaves_the_result(void **state)
{
    static const char *const missing[] = { "/nowhere/at-all", NULL };
    static const char *const no_program[] = { TESTS_DIR "/CMakeLists.txt", NULL };
    struct process_spec spec = { .argv = missing, .env = PLAIN };
    struct process_result r;
    struct error err;

    (void)state;
    assert_int_equal(process_run(&spec, &r, &err), STATUS_IO);
    assert_non_null(strstr(err.msg, "/nowhere/at-all"));
    spec.argv = no_program;
    assert_int_equal(process_run(&spec, &r, &err), STATUS_IO);
    assert_non_null(strstr(err.msg, "CMakeLists.txt"));
}

static int refuse(void *ctx)
{
    (void)ctx;
    return -1;
}

static void what_cannot_be_entered_is_not_started(void **state)
{
    static const char *const argv[] = { "/bin/echo", "started", NULL };
    struct process_result r = run_spec((struct process_spec){ .argv = argv, .enter = refuse });

    (void)state;
    assert_int_equal(r.exit_code, 126);
    assert_string_equal(r.out.ptr, "");
    process_result_release(&r);
    r = run_spec((struct process_spec){ .argv = argv, .cwd = "/nowhere/at-all" });
    assert_int_equal(r.exit_code, 127);
    assert_string_equal(r.out.ptr, "");
    process_result_release(&r);
}

/* --- output --- */

static void output_and_errors_are_gathered_apart(void **state)
{
    struct process_result r = run_shell("echo one; echo two >&2; printf 'a\\000b'",
                                        (struct process_limits){ 0 });

    (void)state;
    assert_int_equal(r.out.len, 7);
    assert_memory_equal(r.out.ptr, "one\na\0b", 7);
    assert_string_equal(r.err.ptr, "two\n");
    process_result_release(&r);
}

static void output_is_cut_at_the_limit_and_its_writer_stopped(void **state)
{
    static const struct process_limits limits = { .output_bytes = 100000 };
    struct process_result r = run_shell("yes", limits);

    (void)state;
    assert_ends(&r, PROCESS_WROTE_TOO_MUCH);
    assert_int_equal(r.out.len, 100000);
    assert_memory_equal(r.out.ptr, "y\ny\n", 4);
    assert_tells(&limits, &r, "stopped: it wrote more than 100000 bytes");
    process_result_release(&r);
}

static void both_outputs_count_to_one_limit(void **state)
{
    static const struct process_limits limits = { .output_bytes = 1 << 16 };
    struct process_result r = run_shell("yes & exec yes >&2", limits);

    (void)state;
    assert_ends(&r, PROCESS_WROTE_TOO_MUCH);
    assert_int_equal(r.out.len + r.err.len, 1 << 16);
    assert_tells(&limits, &r, "stopped: it wrote more than 64 KiB");
    process_result_release(&r);
}

static void output_of_just_the_limit_is_no_fault(void **state)
{
    struct process_result r = run_shell("head -c 5000 /dev/zero",
                                        (struct process_limits){ .output_bytes = 5000 });

    (void)state;
    assert_ends(&r, PROCESS_EXITED);
    assert_int_equal(r.exit_code, 0);
    assert_int_equal(r.out.len, 5000);
    process_result_release(&r);
}

struct stream {
    struct buf out, err;
};

static void take(void *ctx, bool is_error, struct str data)
{
    struct stream *s = ctx;

    buf_addstr(is_error ? &s->err : &s->out, data);
}

static void streamed_output_comes_to_the_caller_alone(void **state)
{
    static const char *const argv[] = { "/bin/sh", "-c", "echo one; echo two >&2; yes", NULL };
    struct stream s = { BUF_INIT, BUF_INIT };
    struct process_result r = run_spec((struct process_spec){
        .argv = argv, .limits = { .output_bytes = 5000 }, .on_output = take, .output_ctx = &s });

    (void)state;
    assert_ends(&r, PROCESS_WROTE_TOO_MUCH);
    assert_int_equal(r.out.len + r.err.len, 0);
    assert_int_equal(s.out.len + s.err.len, 5000);
    assert_memory_equal(s.out.ptr, "one\ny\n", 6);
    buf_release(&s.out);
    buf_release(&s.err);
    process_result_release(&r);
}

/* --- time --- */

static void a_program_that_never_ends_is_stopped(void **state)
{
    static const struct process_limits limits = { .wall_ms = SHORT_MS };
    struct process_result r = run_shell("echo began; sleep " FOREVER, limits);

    (void)state;
    assert_ends(&r, PROCESS_TIMED_OUT);
    assert_true(r.wall_ms >= SHORT_MS);
    assert_tells(&limits, &r, "stopped after 0.3 s");
    process_result_release(&r);
}

static void one_that_minds_no_signal_is_stopped(void **state)
{
    struct process_result r = run_shell("trap '' TERM INT HUP; while :; do :; done",
                                        (struct process_limits){ .wall_ms = SHORT_MS });

    (void)state;
    assert_ends(&r, PROCESS_TIMED_OUT);
    process_result_release(&r);
}

static void one_that_stopped_itself_is_ended(void **state)
{
    struct process_result r = run_shell("kill -STOP $$",
                                        (struct process_limits){ .wall_ms = SHORT_MS });

    (void)state;
    assert_ends(&r, PROCESS_TIMED_OUT);
    process_result_release(&r);
}

static void processor_time_has_a_limit_of_its_own(void **state)
{
    static const struct process_limits limits = { .cpu_seconds = 1 };
    struct process_result r = run_shell("while :; do :; done", limits);

    (void)state;
    assert_int_equal(r.end, PROCESS_EXITED);
    assert_true(r.signal == SIGKILL || r.signal == SIGXCPU);
    assert_tells(&limits, &r, "stopped: it used more than 1 s of processor time");
    process_result_release(&r);
}

/* --- what outlives its output, or its parent --- */

static void a_program_that_closes_its_output_goes_on_until_its_end(void **state)
{
    struct process_result r = run_shell("echo before; exec >&- 2>&-; sleep 0.3; exit 7",
                                        (struct process_limits){ 0 });

    (void)state;
    assert_ends(&r, PROCESS_EXITED);
    assert_int_equal(r.exit_code, 7);
    assert_string_equal(r.out.ptr, "before\n");
    process_result_release(&r);
    r = run_shell("exec >&- 2>&-; sleep " FOREVER, (struct process_limits){ .wall_ms = SHORT_MS });
    assert_ends(&r, PROCESS_TIMED_OUT);
    process_result_release(&r);
}

static void a_grandchild_in_its_group_that_keeps_the_pipe_ends_with_it(void **state)
{
    struct process_result r = run_shell("(sleep " FOREVER " &) ; echo done; exit 3",
                                        (struct process_limits){ 0 });

    (void)state;
    assert_ends(&r, PROCESS_EXITED);
    assert_int_equal(r.exit_code, 3);
    assert_string_equal(r.out.ptr, "done\n");
    process_result_release(&r);
}

static void a_grandchild_that_left_the_group_does_not_hold_the_caller(void **state)
{
    struct process_result r = run_shell("setsid sleep 30 & echo $!; sleep 0.2; exit 3",
                                        (struct process_limits){ 0 });
    long pid = strtol(r.out.ptr, NULL, 10);

    (void)state;
    assert_ends(&r, PROCESS_EXITED);
    assert_int_equal(r.exit_code, 3);
    if (pid > 1) /* without a sandbox it may still be there */
        (void)kill((pid_t)pid, SIGKILL);
    process_result_release(&r);
}

static void who_left_the_group_is_stopped_with_its_parent(void **state)
{
    struct process_result r = run_shell("setsid sh -c 'echo $$; exec sleep " FOREVER "' & wait",
                                        (struct process_limits){ .wall_ms = 1000 });
    long pid = strtol(r.out.ptr, NULL, 10);
    bool is_gone = false;

    (void)state;
    assert_ends(&r, PROCESS_TIMED_OUT);
    assert_true(pid > 1);
    for (int i = 0; i < 500 && !is_gone; i++) { /* the kernel buries it */
        is_gone = kill((pid_t)pid, 0) != 0;
        if (!is_gone) {
            char path[64];
            char text[256] = "";
            FILE *f;

            (void)snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
            f = fopen(path, "re");
            is_gone = f == NULL || fgets(text, sizeof(text), f) == NULL ||
                      strstr(text, ") Z ") != NULL; /* nobody has asked for its end yet */
            if (f != NULL)
                (void)fclose(f);
            (void)nanosleep(&(struct timespec){ 0, 20000000 }, NULL);
        }
    }
    assert_true(is_gone);
    process_result_release(&r);
}

/* --- tasks and memory --- */

static void too_many_processes_are_stopped(void **state)
{
    static const struct process_limits limits = { .tasks = 20 };
    struct process_result r = run_shell("for i in $(seq 60); do sleep " FOREVER " & done; wait",
                                        limits);

    (void)state;
    assert_ends(&r, PROCESS_TOO_MANY_TASKS);
    assert_tells(&limits, &r, "stopped: it started more than 20 processes and threads");
    process_result_release(&r);
}

static void a_few_processes_are_not(void **state)
{
    struct process_result r = run_shell("for i in 1 2 3; do sleep 0.2 & done; wait; exit 4",
                                        (struct process_limits){ .tasks = 20 });

    (void)state;
    assert_ends(&r, PROCESS_EXITED);
    assert_int_equal(r.exit_code, 4);
    process_result_release(&r);
}

static void too_much_memory_of_all_together_is_stopped(void **state)
{
    static const struct process_limits limits = { .memory_bytes = UINT64_C(64) << 20 };
    /* Each holds about 40 MB: a line that tail must keep. */
    struct process_result r = run_shell(
        "for i in 1 2 3 4; do (head -c 40000000 /dev/zero; sleep " FOREVER ") | tail -n 1 & done; "
        "wait",
        limits);

    (void)state;
    assert_ends(&r, PROCESS_TOOK_TOO_MUCH_MEMORY);
    assert_tells(&limits, &r, "stopped: it took more than 64 MiB of memory");
    process_result_release(&r);
}

static void address_space_and_file_size_have_limits(void **state)
{
    char path[] = "/tmp/rustpro-test-XXXXXX";
    int fd = mkstemp(path);
    const char *env[] = { "PATH=/usr/bin:/bin", NULL, NULL };
    const char *argv[] = { "/bin/sh", "-c", "head -c 200000 /dev/zero >\"$F\"; ulimit -v", NULL };
    char variable[64];
    struct process_result r;

    (void)state;
    assert_true(fd >= 0);
    (void)snprintf(variable, sizeof(variable), "F=%s", path);
    env[1] = variable;
    r = run_spec((struct process_spec){
        .argv = argv,
        .env = env,
        .limits = { .file_bytes = 100000, .address_bytes = UINT64_C(1) << 30 } });
    assert_int_equal(lseek(fd, 0, SEEK_END), 100000);
    assert_int_equal(strtol(r.out.ptr, NULL, 10), 1 << 20);
    (void)close(fd);
    (void)unlink(path);
    process_result_release(&r);
}

/* --- being asked to stop --- */

static bool stop_at_once(void *ctx)
{
    ++*(int *)ctx;
    return true;
}

static void the_caller_can_stop_it(void **state)
{
    static const char *const argv[] = { "/bin/sleep", FOREVER, NULL };
    static const struct process_limits limits = { 0 };
    int asked = 0;
    struct process_result r = run_spec(
        (struct process_spec){ .argv = argv, .should_stop = stop_at_once, .stop_ctx = &asked });

    (void)state;
    assert_ends(&r, PROCESS_STOPPED);
    assert_true(asked > 0);
    assert_tells(&limits, &r, "stopped");
    process_result_release(&r);
}

/* --- what it is given --- */

static void the_environment_is_what_is_given(void **state)
{
    static const char *const argv[] = { "/usr/bin/env", NULL };
    static const char *const env[] = { "ONE=1", "TWO=two words", NULL };
    struct process_result r;

    (void)state;
    assert_int_equal(setenv("RUSTPRO_TEST_SECRET", "hush", 1), 0);
    r = run_spec((struct process_spec){ .argv = argv, .env = env });
    assert_string_equal(r.out.ptr, "ONE=1\nTWO=two words\n");
    process_result_release(&r);
}

static void standard_input_is_empty(void **state)
{
    static const char *const argv[] = { "/bin/sh", "-c", "readlink /proc/self/fd/0; cat", NULL };
    struct process_result r = run_spec((struct process_spec){ .argv = argv });

    (void)state;
    assert_string_equal(r.out.ptr, "/dev/null\n");
    assert_int_equal(r.exit_code, 0);
    process_result_release(&r);
}

static void the_callers_standard_input_is_passed_where_asked_for(void **state)
{
    static const char *const argv[] = { "/bin/cat", NULL };
    int saved = dup(STDIN_FILENO);
    int ends[2];
    struct process_result r;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "words", 5), 5);
    (void)close(ends[1]);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    (void)close(ends[0]);
    r = run_spec((struct process_spec){ .argv = argv, .keeps_stdin = true });
    if (saved >= 0)
        (void)dup2(saved, STDIN_FILENO);
    assert_string_equal(r.out.ptr, "words");
    (void)close(saved);
    process_result_release(&r);
}

/* A shell's or an editor's, which never asked for them to be closed. */
static void files_that_are_open_here_are_not_open_there(void **state)
{
    int file = open("/etc/hostname", O_RDONLY);
    int folder = open("/", O_RDONLY | O_DIRECTORY);
    struct process_result r = run_shell("ls /proc/self/fd", (struct process_limits){ 0 });

    (void)state;
    assert_true(file > 2 && folder > 2);
    assert_string_equal(r.out.ptr, "0\n1\n2\n3\n"); /* 3: the folder that ls reads */
    (void)close(file);
    (void)close(folder);
    process_result_release(&r);
}

static void it_starts_in_the_folder_that_is_named(void **state)
{
    static const char *const argv[] = { "/bin/pwd", NULL };
    struct process_result r = run_spec((struct process_spec){ .argv = argv, .cwd = "/usr" });

    (void)state;
    assert_string_equal(r.out.ptr, "/usr\n");
    process_result_release(&r);
}

/* --- several at once --- */

static void *run_many(void *ctx)
{
    bool *good = ctx;

    *good = true;
    for (int i = 0; i < 10; i++) {
        struct process_result r = run_shell("echo $$; echo x >&2; exit 5",
                                            (struct process_limits){ 0 });

        *good = *good && r.exit_code == 5 && r.out.len > 1 && strcmp(r.err.ptr, "x\n") == 0;
        process_result_release(&r);
    }
    return NULL;
}

static void several_threads_run_programs_at_once(void **state)
{
    pthread_t threads[8];
    bool good[8];

    (void)state;
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, run_many, &good[i]), 0);
    for (size_t i = 0; i < 8; i++)
        (void)pthread_join(threads[i], NULL);
    for (size_t i = 0; i < 8; i++)
        assert_true(good[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_exit_code_is_the_programs),
        cmocka_unit_test(a_signal_is_told_with_its_number),
        cmocka_unit_test(who_kills_itself_has_not_used_up_the_processor),
        cmocka_unit_test(a_program_that_is_not_there_is_an_error_and_leaves_the_result),
        cmocka_unit_test(what_cannot_be_entered_is_not_started),
        cmocka_unit_test(output_and_errors_are_gathered_apart),
        cmocka_unit_test(output_is_cut_at_the_limit_and_its_writer_stopped),
        cmocka_unit_test(both_outputs_count_to_one_limit),
        cmocka_unit_test(output_of_just_the_limit_is_no_fault),
        cmocka_unit_test(streamed_output_comes_to_the_caller_alone),
        cmocka_unit_test(a_program_that_never_ends_is_stopped),
        cmocka_unit_test(one_that_minds_no_signal_is_stopped),
        cmocka_unit_test(one_that_stopped_itself_is_ended),
        cmocka_unit_test(processor_time_has_a_limit_of_its_own),
        cmocka_unit_test(a_program_that_closes_its_output_goes_on_until_its_end),
        cmocka_unit_test(a_grandchild_in_its_group_that_keeps_the_pipe_ends_with_it),
        cmocka_unit_test(a_grandchild_that_left_the_group_does_not_hold_the_caller),
        cmocka_unit_test(who_left_the_group_is_stopped_with_its_parent),
        cmocka_unit_test(too_many_processes_are_stopped),
        cmocka_unit_test(a_few_processes_are_not),
        cmocka_unit_test(too_much_memory_of_all_together_is_stopped),
        cmocka_unit_test(address_space_and_file_size_have_limits),
        cmocka_unit_test(the_caller_can_stop_it),
        cmocka_unit_test(the_environment_is_what_is_given),
        cmocka_unit_test(standard_input_is_empty),
        cmocka_unit_test(the_callers_standard_input_is_passed_where_asked_for),
        cmocka_unit_test(files_that_are_open_here_are_not_open_there),
        cmocka_unit_test(it_starts_in_the_folder_that_is_named),
        cmocka_unit_test(several_threads_run_programs_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
