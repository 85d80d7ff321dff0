package impair

import "fmt"

// Text writes the impairment as files have it; reading it gives it back.
func (m *Impairment) Text() Text {
	t := Text{
		Loss: shareText(m.Loss.Share), LossCorrelation: shareText(m.Loss.Correlation),
		Duplicate: shareText(m.Duplicate.Share), DuplicateCorrelation: shareText(m.Duplicate.Correlation),
		Reorder: shareText(m.Reorder.Share), ReorderCorrelation: shareText(m.Reorder.Correlation),
		DelayCorrelation: shareText(m.DelayCorrelation),
		ReorderGap:       packetsText(m.ReorderGap), Queue: packetsText(m.Queue),
	}
	if m.Delay > 0 {
		t.Delay = m.Delay.String()
	}
	if m.Jitter > 0 {
		t.Jitter, t.Distribution = m.Jitter.String(), m.Distribution.String()
	}
	if m.Rate > 0 {
		t.Rate = m.Rate.String()
	}
	if b := m.Bursts; b.Any() {
		t.Bursts = &Burst{Enter: percent(b.Enter), Leave: percent(b.Leave), LossBad: percent(b.LossBad), LossGood: percent(b.LossGood)}
	}
	return t
}

func shareText(share float64) string {
	if share == 0 {
		return ""
	}
	return percent(share)
}

func packetsText(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n, " packets")
}
