# The front door. `make` builds build/linli, `make run` shows a district at work, `make test` proves it all.
#
#   make                     build/linli                      make CC=clang-14        with another compiler
#   make run                 packages, build, demo, serve     make test ONLY=crash    only what has "crash" in its name
#   make bench               figures beside their limits      make tidy               house rules
#   make install DESTDIR=/tmp/root PREFIX=/usr                make clean              forget what was built
#   make dist                a release, built without Node    make WEB=no             without pages, the API alone
#
# Nothing is listed here by hand: src/*/*.c are found, X_test.c are unit tests, executable test/*.sh and test/*.mjs
# are stories, sql/ and what web/ becomes travel inside the binary, packs/ lie on disk.

PREFIX     = /usr
# Real inputs for tests, bench and demo; without them the repository's own samples are used.
LINLI_DATA ?= ../shared/data
export LINLI_DATA

MODULES = libmicrohttpd jansson sqlite3 libsodium libcrypto yaml-0.1 zlib libzstd libcurl libutf8proc libqrencode
WARN    = -Wall -Wextra -Wshadow -Wconversion
CFLAGS  = -std=c11 -O2 -g -D_GNU_SOURCE $(WARN) -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
LDFLAGS = -pie -Wl,--as-needed -Wl,-z,relro,-z,now
LIBS    = $(shell pkg-config --libs $(MODULES)) -lxlsxwriter -lpthread -lm
SAN     = -O1 -U_FORTIFY_SOURCE -fno-omit-frame-pointer -fno-sanitize-recover=all
ASAN    = $(SAN) -fsanitize=address,undefined
TSAN    = $(SAN) -fsanitize=thread
DEFINES = -Isrc -Ibuild/gen -DLINLI_SHARE='"$(PREFIX)/share/linli"' $(shell pkg-config --cflags $(MODULES))

SOURCES = $(filter-out %_test.c,$(wildcard src/*.c src/*/*.c))
TESTS   = $(wildcard src/*/*_test.c)
ROOMS   = $(filter-out src/main.c,$(SOURCES))
SQL     = $(wildcard sql/*.sql)
# The faces lie in faces/ of a release, else Node makes them of web/ in build/faces.
FACES   = $(if $(filter no,$(WEB)),,$(or $(wildcard faces/index.html),build/faces/index.html))
WEB_IN  = $(shell find web -type f -not -path '*/node_modules/*' -not -path 'web/gen/*' 2>/dev/null)
BENCHES = $(patsubst bench/%.c,build/bench/%,$(filter-out bench/tap.c,$(wildcard bench/*.c))) build/bench/tap.so
OBJECTS = $(SOURCES:src/%.c=build/obj/%.o) build/obj/gen/embedded.o
SAN_ALL = $(ROOMS:src/%.c=build/san/%.o)
TSAN_ALL = $(ROOMS:src/%.c=build/tsan/%.o)
TSAN_IN = $(wildcard src/store/writer*_test.c src/http/http*_test.c)

MAKEFLAGS += --no-print-directory
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += --jobs=$(shell nproc)
endif
.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all run test proof bench install dist clean tidy rights FORCE

all: build/linli

LINK = @mkdir -p $(@D); echo "  link $@"; $(CC) $(CFLAGS) $(LDFLAGS) -o $@
build/linli: $(OBJECTS)
	$(LINK) $^ $(LIBS)
build/linli-bare: $(OBJECTS:%/embedded.o=%/bare.o)
	$(LINK) $^ $(LIBS)
build/linli-san: $(SAN_ALL) build/san/main.o build/obj/gen/embedded.o
	$(LINK) $(ASAN) $^ $(LIBS)
build/unit_test: $(SAN_ALL) $(TESTS:src/%.c=build/san/%.o) build/san/gen/unit.o build/obj/gen/tried.o
	$(LINK) $(ASAN) $^ $(LIBS)
# The worked sample of a capability: the program with test/sample/ behind it, its list and its tables in place of ours.
build/linli-sample: $(filter-out %/capabilities.o %/tables.o,$(SAN_ALL)) build/san/main.o \
                    $(patsubst test/%.c,build/san/%.o,$(wildcard test/sample/*.c)) build/obj/gen/sample.o
	$(LINK) $(ASAN) $^ $(LIBS)
build/tsan_test: $(TSAN_ALL) $(TSAN_IN:src/%.c=build/tsan/%.o) build/tsan/gen/unit.o build/obj/gen/tried.o
	$(LINK) $(TSAN) $^ $(LIBS)
build/bench/%: bench/%.c $(filter-out build/obj/main.o,$(OBJECTS))
	$(LINK) $(DEFINES) $(filter %.c %.o,$^) $(LIBS)
build/bench/tap.so: bench/tap.c
	@mkdir -p $(@D); echo "  link $@"; $(CC) $(CFLAGS) -fPIC -shared -o $@ $< -lpthread
build/bench/bare build/bench/tap.so: bench/tap.h
build/bench/bare build/bench/walk: bench/bare.h
build/embed: tool/embed.c build/flags
build/tidy: $(wildcard tool/tidy*.c) tool/tidy.h build/flags
build/pinyin: tool/pinyin.c build/flags
	$(LINK) $< $(shell pkg-config --cflags --libs icu-i18n)
build/embed build/tidy:
	$(LINK) $(filter %.c,$^) -lz

# One rule per kind of object; the compiler notes the headers each one used.
COMPILE = @mkdir -p $(@D); echo "  cc $@"; $(CC) $(CFLAGS) $(DEFINES) -MMD -MP -c -o $@
build/obj/%.o:      src/%.c       build/flags ; $(COMPILE) $<
build/san/%.o:      src/%.c       build/flags ; $(COMPILE) $(ASAN) $<
build/tsan/%.o:     src/%.c       build/flags ; $(COMPILE) $(TSAN) $<
build/san/sample/%.o: test/sample/%.c build/flags ; $(COMPILE) $(ASAN) -Itest/sample $<
build/san/gen/%.o:  build/gen/%.c build/flags ; $(COMPILE) $(ASAN) $<
build/obj/gen/%.o:  build/gen/%.c build/flags ; $(COMPILE) $<
build/san/gen/unit.o: test/unit.c build/gen/tests.def build/flags ; $(COMPILE) $(ASAN) -DTESTS='"tests.def"' $<
build/tsan/gen/unit.o: test/unit.c build/gen/tsan.def build/flags ; $(COMPILE) $(TSAN) -DTESTS='"tsan.def"' $<

# Lists kept as files, touched only when they change: another compiler, a new test, a removed page are then noticed.
KEEP = @mkdir -p $(@D); printf '%s\n' $(1) > $@.new; cmp -s $@.new $@ && rm $@.new || mv $@.new $@
build/flags:         FORCE ; $(call KEEP,'$(subst ','\'',$(CC) $(CFLAGS) $(DEFINES))')
build/gen/carried:   FORCE ; $(call KEEP,$(SQL) $(FACES))
build/gen/web:       FORCE ; $(call KEEP,$(sort $(WEB_IN)))
build/gen/tests.def: FORCE ; $(call KEEP,$(foreach t,$(TESTS),'TEST($(basename $(notdir $t)))'))
build/gen/tsan.def:  FORCE ; $(call KEEP,$(foreach t,$(TSAN_IN),'TEST($(basename $(notdir $t)))'))

build/gen/pinyin.def: build/pinyin
	@mkdir -p $(@D); build/pinyin $@
$(foreach d,obj san tsan,build/$(d)/base/pinyin.o): build/gen/pinyin.def

# What travels inside: of the real program, of one without pages (it tells the pages' types), of the sample, of tests.
EMBED = @build/embed $@ $$(find $(1) -name '*.sql' -printf 'sql/%f=%p ') \
        $(if $(2),$$(find $(2) -type f -not -path '*/.*' -printf 'web/%P=%p '))
build/gen/embedded.c: $(FACES) ; $(call EMBED,sql,$(dir $(FACES)))
build/gen/bare.c:                ; $(call EMBED,sql)
build/gen/sample.c:   $(FACES) $(wildcard test/sample/*.sql) ; $(call EMBED,sql test/sample,$(dir $(FACES)))
build/gen/tried.c:    $(wildcard test/faces/* test/faces/*/*) ; $(call EMBED,sql,test/faces/)
$(patsubst %,build/gen/%.c,embedded bare sample tried): build/embed build/gen/carried $(SQL)

build/gen/linli.d.ts: build/linli-bare
	@build/linli-bare describe types >$@.new; cmp -s $@.new $@ && rm $@.new || mv $@.new $@
build/faces/index.html: build/gen/linli.d.ts build/gen/web $(WEB_IN) tool/faces.sh
	@tool/faces.sh

run:
	@tool/packages.sh run
	@$(MAKE) all
	@test -e var/demo || build/linli demo --data var/demo
	@exec build/linli serve --data var/demo --listen 127.0.0.1:8080

test:
	@tool/packages.sh test
	@$(MAKE) proof
proof: all build/linli-bare build/linli-san build/linli-sample build/unit_test build/tsan_test build/tidy
	@test/run.sh $(ONLY)

bench: all $(BENCHES)
	@CC="$(CC)" bench/run.sh $(ONLY)

tidy: build/tidy
	@build/tidy

# The tables of rights in docs/, as the program prints them; a test holds the two together.
rights: all
	@{ sed '/^# 谁可以做什么/,$$d' docs/rights.md; build/linli describe rights; } >build/rights.md
	@mv build/rights.md docs/rights.md

SHARE = $(DESTDIR)$(PREFIX)/share
install: all
	install -D -m 755 build/linli $(DESTDIR)$(PREFIX)/bin/linli
	install -d $(SHARE)/linli $(SHARE)/doc/linli $(DESTDIR)$(PREFIX)/lib/systemd/system
	cp -R $(wildcard packs) $(SHARE)/linli/
	cp -R $(wildcard README* CHANGELOG* LICENSE docs) $(SHARE)/doc/linli/
	install -D -m 644 -t $(SHARE)/doc/linli/dist $(wildcard dist/*.sample)
	install -D -m 644 -t $(SHARE)/doc/linli/dist/targets $(wildcard dist/targets/*.sample)
	sed 's|/usr/bin/|$(PREFIX)/bin/|' dist/linli.service > $(DESTDIR)$(PREFIX)/lib/systemd/system/linli.service
	chmod -R a+rX,u+w,go-w $(SHARE)/linli $(SHARE)/doc/linli

# The sources of the last commit with the faces beside them, the same bytes each time.
VERSION = $(shell sed -n 's/.*LINLI_VERSION "\(.*\)"/\1/p' src/gate/gate_api.h)
RELEASE = linli-$(VERSION)
dist: $(FACES)
	@rm -rf build/dist; mkdir -p build/dist/$(RELEASE)
	@git archive HEAD | tar -C build/dist/$(RELEASE) -xf -
	@cp -R $(dir $(FACES)) build/dist/$(RELEASE)/faces; find build/dist -name .vite -exec rm -r {} +
	@tar -C build/dist --sort=name --owner=0 --group=0 --numeric-owner --mtime=@$$(git log -1 --format=%ct) \
	    -cf - $(RELEASE) | gzip -9n >build/$(RELEASE).tar.gz
	@rm -rf build/dist; echo "  build/$(RELEASE).tar.gz"

clean:
	rm -rf build

-include $(shell find build/obj build/san build/tsan -name '*.d' 2>/dev/null)
