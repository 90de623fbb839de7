// atom.c: a feed in Atom (RFC 4287), for whoever reads elsewhere what is told here.
#include "base/text.h"

static void moment_element(Out *o, const char *name, i64 at)
{
    out_fmt(o, "<%s>", name);
    out_moment(o, at);
    out_fmt(o, "</%s>\n", name);
}

static void link_out(Out *o, const char *rel, Str href)
{
    out_fmt(o, "<link rel=\"%s\" href=\"", rel);
    out_markup(o, href);
    out_z(o, "\"/>\n");
}

void atom_open(Out *o, Str id, Str title, i64 updated)
{
    out_z(o, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    out_element(o, "id", id);
    out_element(o, "title", title);
    moment_element(o, "updated", updated);
    link_out(o, "self", id);
}

void atom_entry(Out *o, const AtomEntry *e)
{
    out_z(o, "<entry>\n");
    out_element(o, "id", e->id);
    out_element(o, "title", e->title);
    moment_element(o, "published", e->published);
    moment_element(o, "updated", e->updated);
    out_z(o, "<author>");
    out_element(o, "name", e->author);
    out_z(o, "</author>\n");
    link_out(o, "alternate", e->id);
    out_element(o, "content", e->content);
    out_z(o, "</entry>\n");
}

void atom_close(Out *o) { out_z(o, "</feed>\n"); }
