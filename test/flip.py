# flip.py FILE COUNT SEED: `offset bit` lines of COUNT bits of an SQLite file that are in use: cells, pointers and heads
# of b-tree pages of tables and indexes, what overflows from them, and the file's own head but for its counters. What
# lies between cells and on free pages is not.
import random
import sys

data = open(sys.argv[1], "rb").read()
size = int.from_bytes(data[16:18], "big")
page = lambda n: data[(n - 1) * size:n * size]
used = []                                           # (offset, length, kind)


def varint(at, i):
    value = 0
    for k in range(9):
        value = value << 8 | at[i + k] if k == 8 else value << 7 | at[i + k] & 0x7f
        if k == 8 or at[i + k] < 0x80:
            return value, i + k + 1


def local_of(length, table):                        # bytes of a payload that stay in the cell ("fileformat2", 1.6)
    most = size - 35 if table else (size - 12) * 64 // 255 - 23
    if length <= most:
        return length
    least = (size - 12) * 32 // 255 - 23
    k = least + (length - least) % (size - 4)
    return k if k <= most else least


def overflow(n, left, kind):
    while left > 0 and n:
        take = min(left, size - 4)
        used.append(((n - 1) * size, 4 + take, kind))
        left -= take
        n = int.from_bytes(page(n)[:4], "big")


def walk(n, kind):
    at, head = page(n), 100 if n == 1 else 0
    what, count = at[head], int.from_bytes(at[head + 3:head + 5], "big")
    inner, table = what in (2, 5), what in (5, 13)
    first = head + (12 if inner else 8)
    base = (n - 1) * size
    used.append((base + head, 7, kind))
    if inner:
        used.append((base + head + 8, 4, kind))
        walk(int.from_bytes(at[head + 8:head + 12], "big"), kind)
    used.append((base + first, 2 * count, kind))
    for c in range(count):
        start = i = int.from_bytes(at[first + 2 * c:first + 2 * c + 2], "big")
        if inner:
            walk(int.from_bytes(at[i:i + 4], "big"), kind)
            i += 4
        if what == 5:
            _, i = varint(at, i)
        else:
            length, i = varint(at, i)
            if table:
                row, i = varint(at, i)
                if kind.startswith("search_"):              # what kind its id is, which the row's number stands for
                    used.append((base + start, i + 1 - start, kind))
                    start = i + 2
                if kind == "search_data" and row == 10:     # cookie, levels, segments, writes
                    body = i + at[i]
                    used.extend([(base + start, body - start, kind), (base + body + 4, 2, kind)])
                    start = varint(at, body + 6)[1]
                body = i + at[i]
                if kind == "search_data" and row > 10 and at[body:body + 2] == bytes(2):    # no row before its first word
                    used.append((base + start, body - start, kind))
                    start = body + 2
            elif kind == "county":                          # the next number: verify tells one too small, others skip
                types = [varint(at, i + 1)[0], 0]
                types[1], _ = varint(at, varint(at, i + 1)[1])
                skip, wide = (((0, 1, 2, 3, 4, 6, 8) + (0,) * 9)[t] for t in types)
                used.append((base + start, i + at[i] + skip - start, kind))
                start = i + at[i] + skip + wide
            local = local_of(length, table)
            i += local
            if local < length:
                overflow(int.from_bytes(at[i:i + 4], "big"), length - local, kind)
                i += 4
        used.append((base + start, i - start, kind))


walk(1, "schema")
import sqlite3
for name, root in sqlite3.connect(f"file:{sys.argv[1]}?immutable=1", uri=True).execute(
        "SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0"):
    walk(root, name)
for start, end in ((0, 24), (44, 92)):              # not the counters, not the number of pages and of free ones
    used.append((start, end - start, "head"))
kinds = {}
for span in used:
    kinds.setdefault(span[2], []).append(span)
chance = random.Random(int(sys.argv[3]))
names = sorted(kinds)
for i in range(int(sys.argv[2])):
    # Half by table or index, however small; half by byte.
    spans = kinds[names[i % len(names)]] if i % 2 else used
    start, length, kind = chance.choices(spans, [s[1] for s in spans])[0]
    print(start + chance.randrange(length), chance.randrange(8), kind)
