# The commands of this project. All they need is Python 3.11, git and make.
# What a command takes (PORT, DEMO_DIR, REGISTRATIONS, ONLY, ...) is set like this:
#   make demo PORT=8001 DEMO_DIR=/elsewhere

PYTHON ?= $(shell command -v python3.11 || command -v python3)
START = $(or $(PYTHON),$(error Python 3.11 is needed; on Debian and Ubuntu: apt install python3.11)) -m conference.config.starter

.PHONY: help demo test check bench lock messages
.SILENT:

help:
	echo "make demo    try it all: PORT=8000 DEMO_DIR=.demo REGISTRATIONS=300"
	echo "make test    run every test: ARGS='-k words' picks some"
	echo "make check   run every check that is no test"
	echo "make bench   measure: ONLY=name picks one scenario"
	echo "make lock    write requirements.lock anew"
	echo "make messages  collect what is to be translated"

demo:
	$(START) demo

test:
	$(START) test $(ARGS)

check:
	$(START) check

bench:
	$(START) bench $(if $(ONLY),--only $(ONLY))

lock:
	$(START) lock

messages:
	$(START) messages
