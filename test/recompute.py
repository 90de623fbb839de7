#!/usr/bin/env python3
"""Computes again, by another hand, what `linli clock --plain` prints after `import letters` and `demo staff`.

    recompute.py LETTERS.csv[.gz] COUNTY PACKS DAY…

After a line `# DAY` the figures when the stand-in has worked and the clock has run to the end of that day.

Nothing is shared with the C code: only the letters, the packs' CSV and YAML files as data, and the stated rules:

  place     communities of the county by code; index = first 8 hex digits of SHA-256("place:" + msg_id) mod count
  subject   per leaf: sum over its words of weight x (3 if in the title, + 1 if in the text); the highest, ties to the
            smaller id; nothing: Z99
  due       the deadline row (leaf, class, "*"; then the nearer pack) for normal urgency, the level, the day the period
            starts; Civil Code 201-203: the day of the start does not count, a last day of rest moves on, it ends at
            24:00 or at close of business; hours run from the moment
  raise     at the due moment, community > street > county; a new period starts there; at the county it is only late
  staff     from H = SHA-256("staff:" + msg_id), see plan() below
"""
import csv
import gzip
import hashlib
import io
import os
import re
import sys
from datetime import date, datetime, timedelta

LEVELS = ["compound", "community", "street", "county"]
COMMUNITY, STREET, COUNTY = 1, 2, 3
HOUR = timedelta(hours=1)
TICK = timedelta(milliseconds=1)


# ---- packs as data -----------------------------------------------------------------------------

class Packs:
    """All rows of a chain of packs, nearest pack first."""

    def __init__(self, folder, county):
        heads = {}
        for name in os.listdir(folder):
            path = os.path.join(folder, name, "pack.yaml")
            if os.path.exists(path):
                text = open(path, encoding="utf-8").read()
                found = {k: v for k, v in re.findall(r"^(id|parent): *\"?([A-Z0-9-]+)", text, re.M)}
                heads[found["id"]] = (name, found.get("parent"), text)
        at = max((i for i in heads if i == "CN" or county.startswith(i[3:])), key=len)
        self.chain = []
        while at:
            name, parent, text = heads[at]
            self.chain.append((os.path.join(folder, name), text))
            at = parent
        self.holidays = {}
        for rank, row in self.rows("holidays.csv"):
            self.holidays.setdefault(date.fromisoformat(row["day"]), row["kind"])
        self.subjects = self.dated("subjects.csv", ["subject"])
        self.deadlines = self.dated("deadlines.csv", ["subject", "urgency", "level"])
        self.keywords = self.dated("keywords.csv", ["subject", "word"])

    def rows(self, name):
        for rank, (folder, _) in enumerate(self.chain):
            path = os.path.join(folder, name)
            if os.path.exists(path):
                with open(path, encoding="utf-8", newline="") as f:
                    for row in csv.DictReader(f):
                        yield rank, row

    def dated(self, name, key):
        table = {}
        for rank, row in self.rows(name):
            first = date.fromisoformat(row["valid_from"])
            last = date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max
            table.setdefault(tuple(row[k] for k in key), []).append((rank, first, last, row))
        for rows in table.values():
            rows.sort(key=lambda r: (r[0], r[1]))
        return table

    @staticmethod
    def on(rows, day):
        for rank, first, last, row in rows or ():
            if first <= day <= last:
                return row
        return None

    def setting(self, key, day):
        for _, text in self.chain:
            for part in text.split("- key: ")[1:]:
                if part.split("\n", 1)[0].strip() != key:
                    continue
                value = re.search(r'value: "(.*)"', part).group(1)
                first = date.fromisoformat(re.search(r'valid_from: "?([0-9-]+)', part).group(1))
                last = re.search(r'valid_to: "?([0-9-]+)', part)
                if first <= day and (not last or day <= date.fromisoformat(last.group(1))):
                    return value
        return ""

    def communities(self, county):
        return sorted({r["code"] for _, r in self.rows("divisions.csv")
                       if r["level"] == "community" and r["code"].startswith(county)})

    def subject_of(self, title, text, day):
        score = {}
        for (subject, word), rows in self.keywords.items():
            times = 3 * (word in title) + (word in text)
            row = self.on(rows, day) if times else None
            if row:
                score[subject] = score.get(subject, 0) + times * int(row["weight"])
        best, points = "Z99", 0
        for subject in sorted(score, key=lambda s: s.encode()):
            if score[subject] > points and self.on(self.subjects.get((subject,)), day):
                best, points = subject, score[subject]
        return best

    def class_of(self, subject, day):
        row = self.on(self.subjects.get((subject,)), day)
        return row["parent"] or subject

    def deadline(self, subject, level, day):
        for rank in (subject, self.class_of(subject, day), "*"):
            row = self.on(self.deadlines.get((rank, "normal", LEVELS[level])), day)
            if row:
                return row
        return None

    # ---- the calendar ---------------------------------------------------------------------------

    def rest(self, day):
        kind = self.holidays.get(day)
        return kind == "rest" if kind else day.weekday() >= 5

    def hours(self, day):
        spans = []
        for span in self.setting("business_hours", day).split(","):
            a, b = (p.strip().split(":") for p in span.split("-"))
            spans.append((timedelta(hours=int(a[0]), minutes=int(a[1])), timedelta(hours=int(b[0]), minutes=int(b[1]))))
        return spans

    def due(self, subject, level, start):
        day = start.date()
        row = self.deadline(subject, level, day)
        if not row:
            return None
        amount, working = int(row["amount"]), row["calendar"] == "working"
        spans = self.hours(day)
        if row["unit"] == "hour":
            return self.due_hours(start, amount * HOUR, spans) if working else start + amount * HOUR
        if row["unit"] == "month":
            months = day.year * 12 + day.month - 1 + amount
            last = next(d for n in range(day.day, 0, -1) if (d := day_or_none(months // 12, months % 12 + 1, n)))
            assert not working
        elif not working:
            last = day + timedelta(days=amount)
        else:
            last = day
            while amount:
                last += timedelta(days=1)
                amount -= not self.rest(last)
        while self.rest(last):
            last += timedelta(days=1)
        if working:
            return midnight(last) + spans[-1][1]
        return midnight(last) + timedelta(days=1) - TICK

    def due_hours(self, start, left, spans):
        day = start.date()
        while True:
            if not self.rest(day):
                for opens, closes in spans:
                    a, b = max(start, midnight(day) + opens), midnight(day) + closes
                    if a >= b:
                        continue
                    if left <= b - a:
                        return a + left
                    left -= b - a
            day += timedelta(days=1)

    def working_minutes(self, a, b):
        total, day, spans = timedelta(), a.date(), self.hours(b.date())
        while day <= b.date():
            if not self.rest(day):
                for opens, closes in spans:
                    total += max(min(b, midnight(day) + closes) - max(a, midnight(day) + opens), timedelta())
            day += timedelta(days=1)
        return total // timedelta(minutes=1)


def midnight(day):
    return datetime(day.year, day.month, day.day)


def day_or_none(year, month, day):
    try:
        return date(year, month, day)
    except ValueError:
        return None


def digest(text):
    return hashlib.sha256(text.encode()).digest()


# ---- one letter --------------------------------------------------------------------------------

class Plan:
    """What the stand-in for staff does with a letter."""

    def __init__(self, msg_id):
        b = digest("staff:" + msg_id)
        self.refused = b[0] % 100 < 4
        self.refuse_after = (1 + b[2] % 12) * HOUR
        self.level = COMMUNITY if b[1] % 100 < 62 else STREET if b[1] % 100 < 90 else COUNTY
        most = {COMMUNITY: 120, STREET: 200, COUNTY: 300}[self.level]
        self.close_after = (1 + (b[2] * 256 + b[3]) % most) * HOUR
        self.reopened = b[4] % 100 < 6
        self.reopen_after = (24 + b[5] % 48) * HOUR
        self.again_after = (1 + b[6] % 72) * HOUR


class Matter:
    def __init__(self, packs, subject, filed, plan, until):
        self.packs, self.subject, self.plan, self.filed, self.until = packs, subject, plan, filed, until
        self.level = self.top = COMMUNITY
        self.raised = {STREET: 0, COUNTY: 0}
        self.late = False
        self.state = "open"
        self.reopened = self.overdue = 0
        self.closes = []              # of each closing: working minutes since filing, whether low, whether in time
        self.clock(filed)
        self.live()

    def clock(self, start):
        self.arrived = start
        self.due = self.packs.due(self.subject, self.level, start)

    def pass_time(self, until, stop_at=None):
        """Everything due up to `until` happens; stops when the matter arrives at the level stop_at."""
        while self.due and self.due <= until:
            at = self.due
            self.late = True
            if self.level == COUNTY:
                self.overdue += 1
                self.due = None
                return
            self.level += 1
            self.top = max(self.top, self.level)
            self.raised[self.level] += 1
            self.clock(at)
            if self.level == stop_at:
                return

    def act(self, at):
        """Time passes up to the moment before; false when the stand-in no longer acts then."""
        self.pass_time(min(at - TICK, self.until))
        return at <= self.until

    def live(self):
        if self.plan.refused:
            if self.act(self.filed + self.plan.refuse_after):
                self.state = "refused"
                return
        else:
            self.settle()
        if self.state == "open":
            self.pass_time(self.until)

    def settle(self):
        if self.level < self.plan.level:
            self.pass_time(self.until, self.plan.level)
        if self.level < self.plan.level:
            return
        at = self.arrived + self.plan.close_after
        if not self.act(at):
            return
        self.close(at)
        if self.plan.reopened and at + self.plan.reopen_after <= self.until:
            at += self.plan.reopen_after
            self.state = "open"
            self.reopened += 1
            self.clock(at)
            at += self.plan.again_after
            if self.act(at):
                self.close(at)

    def close(self, at):
        self.state = "closed"
        minutes = self.packs.working_minutes(self.filed, at)
        self.closes.append((minutes, self.top <= COMMUNITY, not self.late))


# ---- all of them -------------------------------------------------------------------------------

def read_letters(path):
    opened = gzip.open(path, "rb") if path.endswith(".gz") else open(path, "rb")
    with opened as f:
        text = f.read().decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text, newline="")):
        # what the field rules refuse becomes a blank, as the import says
        clean = {k: re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", row[k]).strip() for k in ("title", "text")}
        yield row["msg_id"], clean["title"], clean["text"], datetime.fromisoformat(row["time"])


def rate(part, whole):
    if not whole:
        return "-"
    hundredths = (part * 20000 + whole) // (2 * whole)
    return "%d.%02d" % divmod(hundredths, 100)


def quantile(values, percent):
    """Nearest rank, said as the middle of its bucket: four buckets an octave from 8 minutes to 262,144."""
    if not values:
        return -1
    value = sorted(values)[max((len(values) * percent + 99) // 100, 1) - 1]
    if value < 8:
        return 4
    if value >= 262144:
        return 262144
    octave = value.bit_length() - 4                      # value in [8 << octave, 16 << octave)
    width = 2 << octave
    return value // width * width + width // 2


def figures(matters):
    closes = [c for m in matters for c in m.closes]
    low, in_time = (sum(c[k] for c in closes) for k in (1, 2))
    still = [m for m in matters if m.state == "open"]
    late_open = sum(m.late for m in still)
    minutes = [c[0] for c in closes]
    return {
        "filed": len(matters), "closed": len(closes), "refused": sum(m.state == "refused" for m in matters),
        "withdrawn": 0, "reopened": sum(m.reopened for m in matters), "open": len(still), "open_late": late_open,
        "overdue": sum(m.overdue for m in matters),
        "raised_street_clock": sum(m.raised[STREET] for m in matters), "raised_street_hand": 0,
        "raised_county_clock": sum(m.raised[COUNTY] for m in matters), "raised_county_hand": 0,
        "closed_low": low, "closed_in_time": in_time,
        "minutes_median": quantile(minutes, 50), "minutes_p90": quantile(minutes, 90),
        "low_rate": rate(low, len(closes)), "in_time_rate": rate(in_time, len(closes) + late_open),
    }


def main():
    path, county, packs = sys.argv[1], sys.argv[2], Packs(sys.argv[3], sys.argv[2])
    places = packs.communities(county)
    letters, counted, used = [], {}, {}
    for msg_id, title, text, filed in read_letters(path):
        place = places[int(hashlib.sha256(("place:" + msg_id).encode()).hexdigest()[:8], 16) % len(places)]
        used[place] = used.get(place, 0) + 1
        subject = packs.subject_of(title, text, filed.date())
        for key in ("class." + packs.class_of(subject, filed.date()), "subject." + subject):
            counted[key] = counted.get(key, 0) + 1
        letters.append((subject, filed, Plan(msg_id)))
    for day in sys.argv[4:]:
        until = midnight(date.fromisoformat(day)) + timedelta(days=1) - TICK
        print("# " + day)
        for key, value in figures([Matter(packs, s, filed, plan, until) for s, filed, plan in letters]).items():
            print("%s=%s" % (key, value))
        for key in sorted(counted):
            print("%s=%d" % (key, counted[key]))


if __name__ == "__main__":
    main()
