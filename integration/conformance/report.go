package conformance

import (
	"slices"
	"strconv"
)

// correctSpelling gives Druid 27's resultsTruncted the name that the documents and later versions use.
func correctSpelling(report any) any {
	object, ok := report.(Object)
	if !ok {
		return report
	}
	payload, ok := at(object, "payload").(Object)
	if !ok {
		return report
	}
	results, ok := at(payload, "results").(Object)
	if !ok {
		return report
	}
	payload = slices.Clone(payload).set("results", results.rename("resultsTruncted", "resultsTruncated"))
	return slices.Clone(object).set("payload", payload)
}

// withSpelling corrects the spelling inside a whole report.
func withSpelling(report any) any {
	object, ok := report.(Object)
	if !ok {
		return report
	}
	inner, ok := object.Get(reportName)
	if !ok {
		return report
	}
	return slices.Clone(object).set(reportName, correctSpelling(inner))
}

const (
	reportName  = "multiStageQuery"
	payloadPath = "$.multiStageQuery.payload"
	finished    = "FINISHED"
)

// at follows keys into nested objects; nil where one is missing.
func at(value any, keys ...string) any {
	for _, key := range keys {
		object, _ := value.(Object)
		value, _ = object.Get(key)
	}
	return value
}

// differReport compares two MSQ task reports: state, errors, results and row counts exactly, of the stages only that
// each has the fields it should have, as the split of a query into stages is free.
func (c *comparison) differReport(exp, act any) {
	e, eOK := at(withSpelling(exp), reportName).(Object)
	a, aOK := at(withSpelling(act), reportName).(Object)
	if !eOK || !aOK {
		c.add("$.%s: missing", reportName)
		return
	}
	for _, key := range []string{"type", "taskId"} {
		c.differ(at(e, key), at(a, key), "$."+reportName+"."+key)
	}
	ep, _ := at(e, "payload").(Object)
	ap, _ := at(a, "payload").(Object)
	if rowFault(ep) && rowFault(ap) { // whichever comes first is reported
		c.rules.ignore = append(c.rules.ignore, pathPattern("$..errorReport.error"))
	}
	c.differ(at(ep, "status"), at(ap, "status"), payloadPath+".status")
	for _, key := range []string{"stages", "counters", "results"} {
		_, inExp := ep.Get(key)
		_, inAct := ap.Get(key)
		if inExp != inAct {
			c.add("%s.%s: recorded %t, came %t", payloadPath, key, inExp, inAct)
		}
	}
	expResults, inExp := ep.Get("results")
	actResults, inAct := ap.Get("results")
	if inExp && inAct {
		c.differ(expResults, actResults, payloadPath+".results")
	}
	c.differStages(ep, ap)
}

// rowFault tells whether a report ends with one of the faults that rows cause.
func rowFault(payload Object) bool {
	code, _ := at(payload, "status", "errorReport", "error", "errorCode").(string)
	return code == "CannotParseExternalData" || code == "TooManyWarnings"
}

func (c *comparison) differStages(exp, act Object) {
	expStages, _ := at(exp, "stages").([]any)
	actStages, _ := at(act, "stages").([]any)
	if len(expStages) > 0 && len(actStages) == 0 {
		c.add("%s.stages: empty", payloadPath)
	}
	if len(expStages) == 0 {
		return
	}
	done := !slices.ContainsFunc(expStages, func(s any) bool { return at(s, "phase") != finished })
	common := commonKeys(expStages)
	for i, s := range actStages {
		c.differStage(s, i, common, done)
	}
	if done {
		c.differCounters(at(exp, "counters"), at(act, "counters"))
	}
}

func (c *comparison) differStage(stage any, number int, common []string, done bool) {
	object, _ := stage.(Object)
	for _, key := range common {
		if _, ok := object.Get(key); !ok {
			c.add("%s.stages[%d].%s: missing", payloadPath, number, key)
		}
	}
	definition, _ := at(stage, "definition").(Object)
	for _, key := range []string{"id", "input", "processor", "signature", "maxWorkerCount"} {
		if _, ok := definition.Get(key); !ok {
			c.add("%s.stages[%d].definition.%s: missing", payloadPath, number, key)
		}
	}
	if phase := at(stage, "phase"); done && phase != finished {
		c.add("%s.stages[%d].phase: %s instead of %s", payloadPath, number, show(phase), finished)
	}
}

// commonKeys returns the keys that all stages have.
func commonKeys(stages []any) []string {
	first, _ := stages[0].(Object)
	return slices.DeleteFunc(first.keys(), func(key string) bool {
		return slices.ContainsFunc(stages, func(s any) bool {
			object, _ := s.(Object)
			_, ok := object.Get(key)
			return !ok
		})
	})
}

func (c *comparison) differCounters(exp, act any) {
	expCounters, _ := exp.(Object)
	actCounters, _ := act.(Object)
	if len(expCounters) == 0 {
		return
	}
	if len(actCounters) == 0 {
		c.add("%s.counters: empty", payloadPath)
		return
	}
	c.differTotal(expCounters, actCounters, "rows read by stage 0", func(counters Object) float64 {
		return total(counters, "0", "input0", "rows")
	})
	c.differTotal(expCounters, actCounters, "rowsPushed of the last stage", func(counters Object) float64 {
		return total(counters, lastStage(counters), "segmentGenerationProgress", "rowsPushed")
	})
}

func (c *comparison) differTotal(exp, act Object, what string, count func(Object) float64) {
	if want, got := count(exp), count(act); want != got {
		c.add("counters: %s %g instead of %g", what, got, want)
	}
}

// lastStage returns the highest stage number, as it is written.
func lastStage(counters Object) string {
	last, highest := "", -1
	for _, m := range counters {
		if n, err := strconv.Atoi(m.Key); err == nil && n > highest {
			last, highest = m.Key, n
		}
	}
	return last
}

// total adds one counter of a stage up over its workers; a counter may be a list, one number a partition.
func total(counters Object, stage, channel, field string) float64 {
	var sum float64
	workers, _ := at(counters, stage).(Object)
	for _, worker := range workers {
		value := at(worker.Value, channel, field)
		items, ok := value.([]any)
		if !ok {
			items = []any{value}
		}
		for _, item := range items {
			n, _ := float(item)
			sum += n
		}
	}
	return sum
}
