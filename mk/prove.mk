# prove.mk - what is done by hand to trust the tests: proofs and seeded faults.

.PHONY: prove mutate
prove: ## CBMC proves the parsers of boot/ (minutes; PROOFS="memmap cmdline")
	sh tests/prove/run.sh $(PROOFS)

mutate: all ## seed faults one at a time: the tests must catch each (many minutes)
	sh tests/mutate/run.sh $(MUTANTS)
