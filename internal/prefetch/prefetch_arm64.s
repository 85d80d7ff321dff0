#include "textflag.h"

// func Word(word *uint64)
TEXT ·Word(SB), NOSPLIT, $0-8
	MOVD word+0(FP), R0
	PRFM (R0), PLDL1KEEP
	RET

// func Words(words []uint64, at []uint32)
TEXT ·Words(SB), NOSPLIT, $0-48
	MOVD words_base+0(FP), R0
	MOVD at_base+24(FP), R1
	MOVD at_len+32(FP), R2
	B    test

next:
	MOVWU.P 4(R1), R3
	ADD     R3<<3, R0, R4
	PRFM    (R4), PLDL1KEEP
	SUB     $1, R2

test:
	CBNZ R2, next
	RET
