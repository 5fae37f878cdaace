/* bench_html RUSTPRO DIR [ROUNDS]: indexing HTML documentation against its floors, interleaved.
 *
 * The floors, in one thread: all HTML files below DIR are read; and all are parsed with libxml2's
 * SAX interface, whose events go nowhere. Against them, as whole processes: DIR indexed from
 * nothing, and refreshed with nothing changed. CPU time stands beside wall time, because it moves
 * less when the machine has other things to do. */
#include "core/buf.h"
#include "core/xalloc.h"
#include "indexer/html.h"
#include "indexer/read_file.h"
#include "indexer/walk.h"
#include "tests/bench/bench.h"

enum { ROUNDS_DEFAULT = 3, ROUNDS_MAX = 99 };

enum step { READ, PARSE, INDEX, REFRESH, STEPS };

static const char *const STEP_NAME[STEPS] = {
    [READ] = "read all files",
    [PARSE] = "parse them (libxml2 SAX)",
    [INDEX] = "rustpro index, from nothing",
    [REFRESH] = "rustpro index, nothing changed",
};

struct series {
    double wall_s[ROUNDS_MAX], cpu_s[ROUNDS_MAX];
    long peak_kib;
};

struct bench {
    char *rustpro;
    char *dir; /* absolute */
    struct walk_result tree;
    struct series steps[STEPS];
    int rounds, round;
    size_t bytes;    /* of HTML */
    size_t unparsed; /* files that html_parse() refuses */
};

static double cpu_now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* --- the floors --- */

static void ignore_open(void *ctx, const char *name, const char *const *attributes)
{
    (void)ctx, (void)name, (void)attributes;
}

static void ignore_close(void *ctx, const char *name)
{
    (void)ctx, (void)name;
}

static void ignore_text(void *ctx, struct str text)
{
    (void)ctx, (void)text;
}

static void parse_page(struct bench *b, const struct buf *page)
{
    static const struct html_events nothing = { ignore_open, ignore_close, ignore_text };
    struct error ignored;

    if (html_parse(buf_str(page), &nothing, NULL, &ignored) != STATUS_OK)
        b->unparsed++;
}

/* Reads every file and then, when asked to, parses it. Only reading or only parsing is timed. */
static void visit_files(struct bench *b, bool parses)
{
    struct series *s = &b->steps[parses ? PARSE : READ];
    struct buf path = BUF_INIT;
    struct buf page = BUF_INIT;
    double wall = 0;
    double cpu = 0;

    b->bytes = 0;
    b->unparsed = 0;
    for (size_t i = 0; i < b->tree.count; i++) {
        double wall_start = now_s();
        double cpu_start = cpu_now_s();
        struct error err;

        buf_clear(&path);
        buf_clear(&page);
        buf_addf(&path, "%s/%s", b->dir, b->tree.files[i].path);
        if (read_file(path.ptr, WALK_FILE_BYTES_MAX, &page, &err) != STATUS_OK) {
            fprintf(stderr, "%s\n", err.msg);
            exit(2);
        }
        b->bytes += page.len;
        if (parses) {
            wall_start = now_s();
            cpu_start = cpu_now_s();
            parse_page(b, &page);
        }
        wall += now_s() - wall_start;
        cpu += cpu_now_s() - cpu_start;
    }
    s->wall_s[b->round] = wall;
    s->cpu_s[b->round] = cpu;
    buf_release(&path);
    buf_release(&page);
}

/* --- the program --- */

static void time_program(struct bench *b, enum step step, char *const argv[])
{
    struct series *s = &b->steps[step];
    struct child_run run = run_child(argv);

    if (run.exit_code != 0) {
        fprintf(stderr, "%s index: exit %d\n", b->rustpro, run.exit_code);
        exit(2);
    }
    s->wall_s[b->round] = run.wall_s;
    s->cpu_s[b->round] = run.cpu_s;
    if (run.peak_kib > s->peak_kib)
        s->peak_kib = run.peak_kib;
}

static void run_round(struct bench *b, char *index_path)
{
    char word_index[] = "index";
    char option[] = "--index";
    char *const build[] = { b->rustpro, word_index, option, index_path, b->dir, NULL };
    char *const refresh[] = { b->rustpro, word_index, option, index_path, NULL };

    visit_files(b, false);
    visit_files(b, true);
    remove_index(index_path);
    time_program(b, INDEX, build);
    time_program(b, REFRESH, refresh);
}

/* --- the report --- */

static void print_step(struct bench *b, enum step step, double floor_wall, double floor_cpu)
{
    struct series *s = &b->steps[step];
    double wall = median(s->wall_s, b->rounds);
    double cpu = median(s->cpu_s, b->rounds);

    printf("%-31s %7.2f s %6.0f MB/s  %6.2fx", STEP_NAME[step], wall, (double)b->bytes / 1e6 / wall,
           wall / floor_wall);
    printf("   %7.2f s  %6.2fx", cpu, cpu / floor_cpu);
    if (s->peak_kib > 0)
        printf("   %4.0f MB", (double)s->peak_kib / 1024);
    printf("\n");
}

static void print_report(struct bench *b, const char *index_path)
{
    double floor_wall = median(b->steps[PARSE].wall_s, b->rounds);
    double floor_cpu = median(b->steps[PARSE].cpu_s, b->rounds);

    printf("%zu files, %.1f MB of HTML; index %.1f MB; medians of %d rounds\n", b->tree.count,
           (double)b->bytes / 1e6, file_megabytes(index_path), b->rounds);
    if (b->unparsed > 0)
        printf("%zu files are not parsed\n", b->unparsed);
    printf("%-31s %9s %11s  %7s   %9s  %7s   %7s\n", "", "wall", "", "to parse", "CPU", "to parse",
           "peak");
    for (int step = 0; step < STEPS; step++)
        print_step(b, (enum step)step, floor_wall, floor_cpu);
}

static void prepare(struct bench *b, int argc, char **argv)
{
    struct error err;

    b->rustpro = argv[1];
    b->dir = realpath(argv[2], NULL);
    b->rounds = argc > 3 ? (int)strtol(argv[3], NULL, 10) : ROUNDS_DEFAULT;
    if (b->rounds < 1 || b->rounds > ROUNDS_MAX)
        b->rounds = ROUNDS_DEFAULT;
    if (b->dir == NULL) {
        fprintf(stderr, "%s: no such folder\n", argv[2]);
        exit(2);
    }
    if (html_load(&err) != STATUS_OK ||
        walk_tree(b->dir, WALK_HTML, NULL, NULL, &b->tree, &err) != STATUS_OK) {
        fprintf(stderr, "%s\n", err.msg);
        exit(2);
    }
}

int main(int argc, char **argv)
{
    char index_path[] = "/tmp/bench-html-XXXXXX";
    struct bench *b = xcalloc(1, sizeof(*b));

    if (argc < 3) {
        fprintf(stderr, "usage: bench_html RUSTPRO DIR [ROUNDS]\n");
        return 2;
    }
    prepare(b, argc, argv);
    close(mkstemp(index_path));
    visit_files(b, false); /* once unmeasured: the files come into the page cache */
    for (b->round = 0; b->round < b->rounds; b->round++)
        run_round(b, index_path);
    print_report(b, index_path);
    remove_index(index_path);
    walk_release(&b->tree);
    free(b->dir);
    free(b);
    return 0;
}
