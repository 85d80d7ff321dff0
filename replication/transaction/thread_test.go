package transaction_test

import (
	"math/rand/v2"
	"net/netip"
	"sync"
	"testing"
	"time"

	"qanat/middlebox"
	"qanat/middlebox/boxtest"
	"qanat/middlebox/flow"
	"qanat/middlebox/monitor"
	"qanat/middlebox/nat"
	"qanat/middlebox/packet"
	"qanat/replication/transaction"
)

// together runs a function on each thread at the same time.
func together(threads []*transaction.Thread, run func(k int, t *transaction.Thread)) {
	var wait sync.WaitGroup
	for k, t := range threads {
		wait.Go(func() { run(k, t) })
	}
	wait.Wait()
}

func open(t *testing.T, threads int, box middlebox.Middlebox, err error) []*transaction.Thread {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	all, err := transaction.New(box, transaction.Options{Threads: threads, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// bank moves money between accounts: from the one that a packet's source names,
// which it declares, to that of its target, which it does not.
type bank struct{}

const accounts, deposit = 20, 1000

func (bank) Objects() []middlebox.Object {
	return []middlebox.Object{{Name: "accounts", Kind: middlebox.Map, Words: 1, Capacity: 4 * accounts}, {Name: "moves", Kind: middlebox.Sketch, Words: 1, Rows: 2, Capacity: 64}}
}

func (bank) Declare(b *middlebox.Batch) {
	for i := range b.N {
		b.Key(0, i, flow.Source(&b.Packets[i]))
		b.Key(1, i, flow.Source(&b.Packets[i]))
	}
}

func (bank) Process(b *middlebox.Batch, i, j int) {
	for ; i < j; i++ {
		b.Count(1, i, 1)
		from, to := b.Update(0, i), flow.Target(&b.Packets[i])
		if from == nil || from[0] == 0 || to == b.KeyOf(0, i) {
			continue
		}
		from[0]-- // before it is known whether the rest will do
		value := b.Find(0, i, to)
		if value == nil {
			b.Out[i] = middlebox.Drop
			continue
		}
		had := value[0]
		if !b.Remove(0, i, to) || !b.InsertWord(0, i, to, had+1) {
			b.Out[i] = middlebox.Drop
		}
	}
}

// TestMoneyIsNeitherMadeNorLost lets threads meet on few accounts, in all orders.
func TestMoneyIsNeitherMadeNorLost(t *testing.T) {
	const batches = 2000
	threads := open(t, 4, bank{}, nil)
	table := threads[0].State().Table(0)
	for k := range accounts {
		table.Insert(flow.Host(uint32(k)), []uint64{deposit}, 0)
	}
	dropped := make([]int, len(threads))
	together(threads, func(k int, thread *transaction.Thread) {
		r := rand.New(rand.NewPCG(uint64(k), 1))
		b := thread.Packets()
		frame := boxtest.Frame{Tuple: flow.Tuple{Protocol: packet.UDP, SourcePort: 1, TargetPort: 2}}.Bytes()
		frames := make([][]byte, 8)
		for range batches {
			for i := range frames {
				frames[i] = append(frames[i][:0], frame...)
				frames[i][29], frames[i][33] = byte(r.IntN(accounts)), byte(r.IntN(accounts))
				b.Packets[i].Parse(frames[i])
			}
			thread.Run(len(frames), 0)
			for i := range frames {
				if b.Out[i] == middlebox.Drop {
					dropped[k]++
				}
			}
		}
	})
	sum, again := uint64(0), uint64(0)
	table.All(func(_ middlebox.Key, value []uint64) bool { sum += value[0]; return true })
	for k, thread := range threads {
		again += thread.Again()
		if dropped[k] > 0 {
			t.Errorf("thread %d dropped %d packets that it should have processed again", k, dropped[k])
		}
	}
	if sum != accounts*deposit {
		t.Errorf("there are %d, not %d", sum, accounts*deposit)
	}
	counted := uint64(0)
	for _, cell := range threads[0].State().Vector(1)[:64] {
		counted += cell
	}
	if want := uint64(len(threads) * batches * 8); counted != want {
		t.Errorf("%d moves were counted, not %d", counted, want)
	}
	t.Logf("%d packets were processed again", again)
}

// TestCountsAddUp lets all threads count in one counter.
func TestCountsAddUp(t *testing.T) {
	box, err := monitor.New(monitor.Config{Threads: 4, Sharing: 4})
	threads := open(t, 4, box, err)
	together(threads, func(_ int, thread *transaction.Thread) {
		frame := boxtest.Frame{Tuple: flow.Tuple{Protocol: packet.UDP}}.Bytes()
		for range 3000 {
			for i := range 10 {
				thread.Packets().Packets[i].Parse(frame)
			}
			thread.Run(10, 0)
		}
	})
	if n := threads[0].State().Vector(0)[0]; n != 4*3000*10 {
		t.Errorf("%d packets were counted, not %d", n, 4*3000*10)
	}
}

// TestSessionsOfManyThreads opens the same sessions from all threads while others
// expire: in the end every session has both its flows and a port of its own.
func TestSessionsOfManyThreads(t *testing.T) {
	box, err := nat.NewSimple(nat.Config{Public: netip.MustParsePrefix("203.0.113.4/32"), FirstPort: 50000, LastPort: 50499, Sessions: 1000, Idle: time.Second})
	threads := open(t, 4, box, err)
	now := make([]int64, len(threads))
	together(threads, func(k int, thread *transaction.Thread) {
		r := rand.New(rand.NewPCG(uint64(k), 2))
		b := thread.Packets()
		for range 1500 {
			now[k] += r.Int64N(int64(20 * time.Millisecond))
			for i := range 16 {
				f := boxtest.Frame{Tuple: flow.Tuple{Source: 10 << 24, Target: uint32(r.IntN(300)), SourcePort: 9, TargetPort: 53, Protocol: packet.UDP}}
				b.Packets[i].Parse(f.Bytes())
				b.In[i] = middlebox.Inside
			}
			thread.Run(16, now[k])
		}
	})
	s := threads[0].State()
	sessions, ports := 0, map[uint64]bool{}
	s.Table(0).All(func(k middlebox.Key, value []uint64) bool {
		if value[0]&1 == 0 { // what comes back
			return true
		}
		sessions++
		from, _ := flow.TupleOf(k)
		back := flow.Tuple{Source: from.Target, Target: uint32(value[0] >> 32), SourcePort: from.TargetPort, TargetPort: uint16(value[0] >> 16), Protocol: from.Protocol}
		if in := s.Table(0).Find(back.Key(), 0); in == nil || uint32(in[0]>>32) != from.Source || uint16(in[0]>>16) != from.SourcePort {
			t.Errorf("the answers to %+v find %x", from, in)
		}
		if ports[value[0]] {
			t.Errorf("the port of %+v is somebody else's too", from)
		}
		ports[value[0]] = true
		return true
	})
	if left := s.Pool(1).Left(); left+sessions != 500 || s.Table(0).Len() != 2*sessions {
		t.Errorf("%d sessions, %d flows, %d of 500 ports left", sessions, s.Table(0).Len(), left)
	}
}

func TestOneThread(t *testing.T) {
	boxtest.Suite{
		New: func() middlebox.Middlebox { box, _ := nat.NewSimple(nat.DefaultConfig); return box },
		Stage: func(box middlebox.Middlebox) middlebox.Stage {
			all, err := transaction.New(box, transaction.Options{Threads: 1})
			if err != nil {
				t.Fatal(err)
			}
			return all[0]
		},
		Mix: boxtest.Mix,
	}.Run(t)
}

func TestThreadsAreBounded(t *testing.T) {
	for _, n := range []int{-1, 0, transaction.MostThreads + 1} {
		if _, err := transaction.New(bank{}, transaction.Options{Threads: n}); err == nil {
			t.Errorf("accepted %d threads", n)
		}
	}
}
