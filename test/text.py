# text.py BINARY WORK: asked by text.sh. Foreign readers alone: json, csv, zipfile, expat.
import csv, http.client, io, json, re, socket, subprocess, sys, unicodedata, zipfile
from xml.parsers import expat

LINLI, WORK = sys.argv[1:]
PLACE = '410104003009'
passed = failed = 0

def check(good, what):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good: print('FAILED:', ascii(what)[:400])

class Local(http.client.HTTPConnection):                    # the operator's socket: no limits on filing
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(f'{WORK}/demo/sock')

def ask(method, path, body=None):
    c = Local('linli')
    c.request(method, path, None if body is None else json.dumps(body), {'Content-Type': 'application/json',
                                                                         'Accept-Language': 'en'})
    r = c.getresponse()
    return r.status, r.read()

# ---- what the docs say ------------------------------------------------------------------------------
fates = {}
for row in open('docs/text.md', encoding='utf-8'):
    if not row.startswith('| U+'): continue
    codes, said = row.split('|')[1:3]
    for a, b in re.findall(r'([0-9A-F]{4,5})(?:–([0-9A-F]{4,5}))?', codes):
        for c in range(int(a, 16), int(b or a, 16) + 1): fates[c] = said
def fate(c):
    if c & 0xFFFE == 0xFFFE or 'refused' in fates.get(c, ''): return 'refused'
    return fates.get(c, 'kept')
def cleaned(text, lines):
    to = ''
    for ch in text:
        f = fate(ord(ch))
        if f == 'kept' or (ch == '\t' and lines): to += ch
        elif 'a line end' in f: to += '\n' if lines else ' '
        elif 'a tab stays' in f: to += ' '
    return to

by_category = {}
for c in range(0x110000):
    by_category.setdefault(unicodedata.category(chr(c)), []).append(c)
check(len(by_category) == 30, f'all categories: {len(by_category)}')
some = {k: sorted({v[i * (len(v) - 1) // 23] for i in range(24)}) for k, v in by_category.items() if k != 'Cs'}
codes = sorted(set().union(*some.values()) | {c for c in fates if c < 0xE0000} | {0xE0001, 0xE0041, 0xE01F0})
taken = [c for c in codes if fate(c) != 'refused']
refused = [c for c in codes if fate(c) == 'refused']
check(len(taken) > 600 and len(refused) > 90, f'{len(taken)} taken, {len(refused)} refused')

# ---- filing -----------------------------------------------------------------------------------------
want = {}
def file_one(text, **more):
    status, body = ask('POST', '/api/matters', {'text': text, 'place': PLACE, **more})
    return status, json.loads(body)
for i in range(0, len(taken), 60):
    word = ''.join(f'x{chr(c)}y' for c in taken[i:i + 60])
    status, m = file_one(word, title=word, spot=word)
    check(status == 201, (i, status, m))
    if status != 201: continue
    check(m['text'] == cleaned(word, True), ('text', i, m['text']))
    check(m['title'] == cleaned(word, False), ('title', i, m['title']))
    check(m['spot'] == cleaned(word, False), ('spot', i))
    want[m['number']] = m['text']
for c in refused:
    status, m = file_one(f'x{chr(c)}')
    p = m.get('problems', [{}])[0]
    told = (status, p.get('field'), p.get('fault'), p.get('hint'))
    check(told == (422, 'text', 'field_bad_text', f'character 2 is U+{c:04X}'), (hex(c), told))
status, body = ask('POST', '/api/matters', {'text': 'x\ud800', 'place': PLACE})
check(status == 400, 'half a surrogate pair')

# ---- names --------------------------------------------------------------------------------------------
for k, v in some.items():
    for c in v[:2]:
        name = f'王{chr(c)}甲{c:X}'
        odd = fate(c) == 'refused' or (k in ('Co', 'Cn') and fate(c) == 'kept' and not 0x20000 <= c < 0x3FFFE)
        status, body = ask('POST', '/api/local/user', {'name': name, 'role': 'grid', 'place': PLACE})
        if k == 'Cn' and not odd: continue                  # python may know fewer characters than the server
        blank = cleaned(name, False)
        plain = ''.join(' ' if unicodedata.category(ch) == 'Zs' else ch for ch in blank)
        check(status == (422 if odd else 200), (k, hex(c), status, body[:300]))
        if status == 200: check(json.loads(body)['name'] == plain, (k, hex(c), json.loads(body)['name']))
for k, v in some.items():
    word = '组织' + ''.join(f'x{chr(c)}y' for c in v if fate(c) != 'refused')[:60]
    status, body = ask('POST', '/api/orgs', {'kind': 'volunteers', 'name': word, 'place': PLACE})
    check(status == 201 and json.loads(body)['name'] == cleaned(word, False), (k, status, body[:300]))

# ---- lists in -------------------------------------------------------------------------------------------
letters = {}
with open(f'{WORK}/letters.csv', 'w', encoding='utf-8', newline='') as f:
    w = csv.writer(f)
    w.writerow(['\u200bmsg_id', 'title', 'time', 'text'])
    for k, v in some.items():
        word = ''.join(f'x{chr(c)}y' for c in v if c)
        w.writerow([f't{k}', f'题{k}', '２０２６－０１－０２ 08:00:00\u200b', word])
        letters[f'题{k}'] = cleaned(''.join(' ' if fate(ord(ch)) == 'refused' else ch for ch in word), True)
r = subprocess.run([LINLI, 'import', 'letters', f'{WORK}/letters.csv', '--county', '410104', '--data', f'{WORK}/demo'], capture_output=True)
check(r.returncode == 0, r.stderr.decode()[-300:])
with open(f'{WORK}/places.csv', 'w', encoding='utf-8', newline='') as f:
    csv.writer(f).writerows([['code', 'name'], ['４１０１０４００３００９９０１\u200b', '\ufeff角落\u2028一\u202e']])
r = subprocess.run([LINLI, 'import', 'places', f'{WORK}/places.csv', '--data', f'{WORK}/demo'], capture_output=True)
check(r.returncode == 0, r.stderr.decode()[-300:])
status, body = ask('GET', '/api/places/lookup?code=410104003009901')
if status != 200: status, body = ask('GET', '/api/places?text=%E8%A7%92%E8%90%BD')
check('角落 一' in body.decode(), ('place', status, body[:300]))

# ---- lists out ------------------------------------------------------------------------------------------
status, body = ask('GET', f'/api/matters.csv?place=410104')
rows = list(csv.reader(io.StringIO(body.decode('utf-8-sig'), newline='')))
head = rows[0]
at = {name: head.index(name) for name in ('Number', 'Title', 'Text')}
def same_text(row, text): return row[at['Text']].lstrip("'") == text
found = {r[at['Number']]: r for r in rows[1:]}
for number, text in want.items(): check(number in found and same_text(found[number], text), ('csv', number))
titled = {r[at['Title']]: r for r in rows[1:]}
for title, text in letters.items(): check(title in titled and same_text(titled[title], text), ('csv', title))

def cells(data):                                            # inline strings and shared ones, by expat
    z = zipfile.ZipFile(io.BytesIO(data))
    texts, now = [], None
    def start(name, attributes):
        nonlocal now
        if name == 't': now = ''
    def end(name):
        nonlocal now
        if name == 't': texts.append(now); now = None
    def chars(s):
        nonlocal now
        if now is not None: now += s
    for name in z.namelist():
        if not name.endswith('.xml'): continue
        p = expat.ParserCreate()
        p.StartElementHandler, p.EndElementHandler, p.CharacterDataHandler = start, end, chars
        p.Parse(z.read(name), True)
    return {re.sub('_x005F_', '_', t) for t in texts}
file_one('=1+1 _x0041_ \t x')
status, body = ask('GET', f'/api/matters.xlsx?place=410104')
inside = cells(body) if status == 200 else set()
for number, text in want.items(): check(text in inside, ('xlsx', number))
for title, text in letters.items(): check(text in inside, ('xlsx', title))
check('=1+1 _x0041_ \t x' in inside, 'a text that looks like a formula or an escape')
for line in open(f'{WORK}/log', encoding='utf-8'): check(json.loads(line)['event'], 'log')

print(f'{passed} passed, {failed} failed')
sys.exit(failed > 0)
