# prove.mk - done by hand, to trust the tests: proofs, models, seeded faults.

.PHONY: prove model mutate
prove: ## CBMC proves the parsers of boot/ (minutes; PROOFS="memmap cmdline")
	sh tests/prove/run.sh $(PROOFS)

model: ## spin tries every order of steps of threads that wait and wake
	sh tests/model/run.sh

mutate: all ## seed faults one at a time: the tests must catch each (many minutes)
	sh tests/mutate/run.sh $(MUTANTS)
