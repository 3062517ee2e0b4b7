/*
 * timeline_svg.c - a timeline as a picture.
 *
 * Two charts on their own scales, one row a step: all of the run, and below it
 * the runtime's part, from the PVH entry to main(), which is too short to be
 * seen in the first.
 */
#include "tools/pith/timeline.h"

#define LABEL_WIDTH 170
#define CHART_WIDTH 560
#define VALUE_WIDTH 90
#define ROW         20
#define BAR         14
#define HEAD        30 /* above a chart, for its title */
#define MS          1e6

/* One chart: the steps that lie between two times. */
struct chart {
    FILE *out;
    const char *title;
    int64_t from, to;
    double top;
    bool points;
};

static void write_text(FILE *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '&':
            fputs("&amp;", out);
            break;
        default:
            fputc(*text, out);
        }
    }
}

static void label(FILE *out, const char *attributes, double x, double y,
                  const char *text)
{
    fprintf(out, "<text x=\"%.1f\" y=\"%.1f\"%s>", x, y, attributes);
    write_text(out, text);
    fputs("</text>\n", out);
}

static double x_of(const struct chart *c, int64_t ns)
{
    return LABEL_WIDTH +
           CHART_WIDTH * (double)(ns - c->from) / (double)(c->to - c->from);
}

static bool is_in(const struct chart *c, const struct timeline_step *s)
{
    return s->from_ns >= c->from && s->to_ns <= c->to;
}

static unsigned rows(const struct chart *c, const struct timeline *t)
{
    unsigned n = c->points ? t->nr_points : 0;

    for (unsigned i = 0; i < t->nr_steps; i++)
        n += is_in(c, &t->step[i]);
    return n;
}

static void draw_step(const struct chart *c, const struct timeline_step *s,
                      double y)
{
    double x = x_of(c, s->from_ns), end = x_of(c, s->to_ns);
    char value[32];

    snprintf(value, sizeof(value), "%.3f ms", (s->to_ns - s->from_ns) / MS);
    label(c->out, " text-anchor=\"end\"", LABEL_WIDTH - 8, y + 11, s->name);
    fprintf(c->out,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" "
            "class=\"%s\"/>\n",
            x, y, end - x < 1 ? 1 : end - x, BAR, s->ticks ? "guest" : "host");
    label(c->out, "", end + 5, y + 11, value);
}

static void draw_point(const struct chart *c, const struct timeline_point *p,
                       double y, double bottom)
{
    double x = x_of(c, p->at_ns);
    char value[32];

    snprintf(value, sizeof(value), "at %.3f", p->at_ns / MS);
    label(c->out, " text-anchor=\"end\"", LABEL_WIDTH - 8, y + 11, p->name);
    fprintf(c->out,
            "<path d=\"M%.1f %.1fV%.1f\" class=\"line\"/>"
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" class=\"point\"/>\n",
            x, c->top + HEAD, bottom, x, y + 7.0);
    label(c->out, "", x + 8, y + 11, value);
}

static void draw(const struct chart *c, const struct timeline *t)
{
    double y = c->top + HEAD, bottom = y + rows(c, t) * ROW;

    label(c->out, " class=\"head\"", 8, c->top + 16, c->title);
    for (unsigned i = 0; i < t->nr_steps; i++) {
        if (!is_in(c, &t->step[i]))
            continue;
        draw_step(c, &t->step[i], y);
        y += ROW;
    }
    for (unsigned i = 0; c->points && i < t->nr_points; i++, y += ROW)
        draw_point(c, &t->point[i], y, bottom);
}

static void write_head(FILE *out, double height)
{
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
            "height=\"%.0f\" font-family=\"sans-serif\" font-size=\"11\">\n"
            "<style>.host{fill:#9aa5b1}.guest{fill:#2f6fb2}"
            ".point{fill:#c4442c}.line{stroke:#c4442c;stroke-opacity:.3}"
            ".head{font-size:13px;font-weight:bold}</style>\n"
            "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
            LABEL_WIDTH + CHART_WIDTH + VALUE_WIDTH, height);
}

void timeline_svg(FILE *out, const struct timeline_title *title,
                  const struct timeline *t)
{
    struct chart all = {out, NULL, 0, t->end_ns, 0, true};
    struct chart boot = {
        out, "PVH entry to main()", t->entry_ns, t->main_ns, 0, false};
    bool has_boot = t->main_ns > t->entry_ns;
    char head[300];

    snprintf(head, sizeof(head), "%s on %s, %s: %.1f ms", title->image,
             title->machine, title->accel, t->end_ns / MS);
    all.title = head;
    boot.top = HEAD + rows(&all, t) * ROW + 10;
    write_head(out,
               boot.top + (has_boot ? HEAD + rows(&boot, t) * ROW + 10 : 0));
    draw(&all, t);
    if (has_boot)
        draw(&boot, t);
    fputs("</svg>\n", out);
}
