#include "textflag.h"

// func Word(word *uint64)
TEXT ·Word(SB), NOSPLIT, $0-8
	MOVQ word+0(FP), AX
	PREFETCHT0 (AX)
	RET

// func Words(words []uint64, at []uint32)
TEXT ·Words(SB), NOSPLIT, $0-48
	MOVQ words_base+0(FP), AX
	MOVQ at_base+24(FP), BX
	MOVQ at_len+32(FP), CX
	JMP  test

next:
	DECQ CX
	MOVL (BX)(CX*4), DX
	PREFETCHT0 (AX)(DX*8)

test:
	TESTQ CX, CX
	JNZ   next
	RET
