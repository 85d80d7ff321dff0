package store

// pageWords is the words of the smallest page.
const pageWords = 512

// memory returns so many words that are really there: whoever touched a page first
// would wait for the kernel, and that should not be a packet.
func memory(words int) []uint64 {
	list := make([]uint64, words)
	enlarge(list)
	for k := 0; k < words; k += pageWords {
		list[k] = 0
	}
	return list
}
