package native

import "strings"

// The Java classes of what queries are made of: errors name them.
const (
	classAggregator     = "org.apache.druid.query.aggregation.AggregatorFactory"
	classFilter         = "org.apache.druid.query.filter.DimFilter"
	classPostAggregator = "org.apache.druid.query.aggregation.PostAggregator"
	classVirtualColumn  = "org.apache.druid.segment.VirtualColumn"
	classHaving         = "org.apache.druid.query.groupby.having.HavingSpec"
	classExtraction     = "org.apache.druid.query.extraction.ExtractionFn"
	classSearch         = "org.apache.druid.query.search.SearchQuerySpec"
	classIncluded       = "org.apache.druid.query.metadata.metadata.ColumnIncluderator"
	classQuery          = "org.apache.druid.query.Query"
	classLookup         = "org.apache.druid.query.lookup.LookupExtractor"
)

// knownTypes are the values of "type" that a Druid with the data sketches loaded knows, by class.
var knownTypes = map[string]string{
	classAggregator: "HLLSketch, HLLSketchBuild, HLLSketchMerge, KllDoublesSketch, KllDoublesSketchMerge, KllFloatsSketch, " +
		"KllFloatsSketchMerge, arrayOfDoublesSketch, cardinality, count, doubleAny, doubleFirst, doubleLast, " +
		"doubleMax, doubleMean, doubleMin, doubleSum, expression, filtered, floatAny, floatFirst, floatLast, floatMax, " +
		"floatMin, floatSum, grouping, histogram, hyperUnique, javascript, longAny, longFirst, longLast, longMax, " +
		"longMin, longSum, quantilesDoublesSketch, quantilesDoublesSketchMerge, singleValue, sketchBuild, sketchMerge, " +
		"stringAny, stringFirst, stringFirstFold, stringLast, stringLastFold, thetaSketch",
	classFilter: "and, arrayContainsElement, bound, columnComparison, equals, expression, extraction, false, in, inType, " +
		"interval, isfalse, istrue, javascript, like, not, null, or, range, regex, search, selector, spatial, true",
	classPostAggregator: "HLLSketchEstimate, HLLSketchEstimateWithBounds, HLLSketchToString, HLLSketchUnion, KllDoublesSketchToCDF, " +
		"KllDoublesSketchToHistogram, KllDoublesSketchToQuantile, KllDoublesSketchToQuantiles, KllDoublesSketchToRank, " +
		"KllDoublesSketchToString, KllFloatsSketchToCDF, KllFloatsSketchToHistogram, KllFloatsSketchToQuantile, " +
		"KllFloatsSketchToQuantiles, KllFloatsSketchToRank, KllFloatsSketchToString, arithmetic, " +
		"arrayOfDoublesSketchConstant, arrayOfDoublesSketchSetOp, arrayOfDoublesSketchTTest, " +
		"arrayOfDoublesSketchToBase64String, arrayOfDoublesSketchToEstimate, arrayOfDoublesSketchToEstimateAndBounds, " +
		"arrayOfDoublesSketchToMeans, arrayOfDoublesSketchToMetricsSumEstimate, arrayOfDoublesSketchToNumEntries, " +
		"arrayOfDoublesSketchToQuantilesSketch, arrayOfDoublesSketchToString, arrayOfDoublesSketchToVariances, " +
		"constant, doubleGreatest, doubleLeast, expression, fieldAccess, finalizingFieldAccess, " +
		"hyperUniqueCardinality, javascript, longGreatest, longLeast, quantilesDoublesSketchToCDF, " +
		"quantilesDoublesSketchToHistogram, quantilesDoublesSketchToQuantile, quantilesDoublesSketchToQuantiles, " +
		"quantilesDoublesSketchToRank, quantilesDoublesSketchToString, sketchEstimate, sketchSetOper, " +
		"thetaSketchConstant, thetaSketchEstimate, thetaSketchSetOp, thetaSketchToString",
	classVirtualColumn: "expression, fallback, mv-filtered, nested-field",
	classHaving:        "always, and, dimSelector, equalTo, filter, greaterThan, lessThan, not, or",
	classExtraction: "bucket, cascade, identity, javascript, lookup, lower, partial, regex, registeredLookup, searchQuery, " +
		"stringFormat, strlen, substring, time, timeFormat, upper",
	classSearch:   "all, contains, fragment, insensitive_contains, regex",
	classIncluded: "all, list, none",
	classQuery: "dataSourceMetadata, groupBy, scan, search, segmentMetadata, select, timeBoundary, timeseries, topN, union, " +
		"windowOperator",
	classLookup: "map",
}

const (
	packageAggregation = "org.apache.druid.query.aggregation."
	packageSketches    = packageAggregation + "datasketches."
	packageFilter      = "org.apache.druid.query.filter."
	packageDimension   = "org.apache.druid.query.dimension."
	packageHaving      = "org.apache.druid.query.groupby.having."
)

// aggregatorClasses are the classes of aggregators that do not follow from their type.
var aggregatorClasses = map[string]string{
	"cardinality":                 packageAggregation + "cardinality.CardinalityAggregatorFactory",
	"hyperUnique":                 packageAggregation + "hyperloglog.HyperUniquesAggregatorFactory",
	"doubleMean":                  packageAggregation + "mean.DoubleMeanAggregatorFactory",
	"expression":                  packageAggregation + "ExpressionLambdaAggregatorFactory",
	"HLLSketch":                   packageSketches + "hll.HllSketchMergeAggregatorFactory",
	"HLLSketchBuild":              packageSketches + "hll.HllSketchBuildAggregatorFactory",
	"HLLSketchMerge":              packageSketches + "hll.HllSketchMergeAggregatorFactory",
	"thetaSketch":                 packageSketches + "theta.SketchMergeAggregatorFactory",
	"quantilesDoublesSketch":      packageSketches + "quantiles.DoublesSketchAggregatorFactory",
	"quantilesDoublesSketchMerge": packageSketches + "quantiles.DoublesSketchMergeAggregatorFactory",
	"KllDoublesSketch":            packageSketches + "kll.KllDoublesSketchAggregatorFactory",
	"KllFloatsSketch":             packageSketches + "kll.KllFloatsSketchAggregatorFactory",
	"arrayOfDoublesSketch":        packageSketches + "tuple.ArrayOfDoublesSketchAggregatorFactory",
}

// aggregatorClass names the class of an aggregator.
func aggregatorClass(kind string) string {
	if class, ok := aggregatorClasses[kind]; ok {
		return class
	}
	if kind == "" {
		return classAggregator
	}
	in := packageAggregation
	switch _, function := numberType(kind); function {
	case "First", "FirstFold":
		in += "firstlast.first."
	case "Last", "LastFold":
		in += "firstlast.last."
	case "Any":
		in += "any."
	}
	return in + strings.ToUpper(kind[:1]) + kind[1:] + "AggregatorFactory"
}

// filterClasses are the classes of filters that are not named after their type.
var filterClasses = map[string]string{
	"arrayContainsElement": packageFilter + "ArrayContainsElementFilter",
	"equals":               packageFilter + "EqualityFilter",
	"inType":               packageFilter + "TypedInFilter",
	"isfalse":              packageFilter + "IsFalseDimFilter",
	"istrue":               packageFilter + "IsTrueDimFilter",
	"javascript":           packageFilter + "JavaScriptDimFilter",
	"null":                 packageFilter + "NullFilter",
	"range":                packageFilter + "RangeFilter",
	"search":               packageFilter + "SearchQueryDimFilter",
}

// filterClass names the class of a filter.
func filterClass(kind string) string {
	if class, ok := filterClasses[kind]; ok {
		return class
	}
	if kind == "" {
		return classFilter
	}
	return packageFilter + strings.ToUpper(kind[:1]) + kind[1:] + "DimFilter"
}

// postAggregatorClass names the class of a post-aggregator.
func postAggregatorClass(kind string) string {
	switch kind {
	case "":
		return classPostAggregator
	case "quantilesDoublesSketchToQuantile", "quantilesDoublesSketchToQuantiles", "quantilesDoublesSketchToRank", "quantilesDoublesSketchToCDF",
		"quantilesDoublesSketchToHistogram":
		return packageSketches + "quantiles.DoublesSketchTo" + kind[len("quantilesDoublesSketchTo"):] + "PostAggregator"
	case "HLLSketchEstimate", "HLLSketchEstimateWithBounds":
		return packageSketches + "hll.HllSketchTo" + kind[len("HLLSketch"):] + "PostAggregator"
	case "thetaSketchEstimate", "thetaSketchSetOp":
		return packageSketches + "theta.Sketch" + kind[len("thetaSketch"):] + "PostAggregator"
	case "hyperUniqueCardinality":
		return packageAggregation + "hyperloglog.HyperUniqueFinalizingPostAggregator"
	}
	return packageAggregation + "post." + strings.ToUpper(kind[:1]) + kind[1:] + "PostAggregator"
}

// extractionClasses are the classes of extraction functions.
var extractionClasses = map[string]string{
	"bucket": "BucketExtractionFn", "cascade": "CascadeExtractionFn", "identity": "IdentityExtractionFn", "javascript": "JavaScriptExtractionFn",
	"lookup": "LookupExtractionFn", "lower": "LowerExtractionFn", "partial": "MatchingDimExtractionFn", "regex": "RegexDimExtractionFn",
	"registeredLookup": "RegisteredLookupExtractionFn", "searchQuery": "SearchQuerySpecDimExtractionFn", "stringFormat": "StringFormatExtractionFn",
	"strlen": "StrlenExtractionFn", "substring": "SubstringDimExtractionFn", "time": "TimeDimExtractionFn", "timeFormat": "TimeFormatExtractionFn",
	"upper": "UpperExtractionFn",
}

// extractionClass names the class of an extraction function.
func extractionClass(kind string) string {
	in := "org.apache.druid.query.extraction."
	if kind == "lookup" || kind == "registeredLookup" {
		in = "org.apache.druid.query.lookup."
	}
	return in + extractionClasses[kind]
}

// dimensionClass names the class of a dimension.
func dimensionClass(kind string) string {
	switch kind {
	case "extraction", "lookup", "listFiltered", "regexFiltered", "prefixFiltered":
		return packageDimension + strings.ToUpper(kind[:1]) + kind[1:] + "DimensionSpec"
	}
	return packageDimension + "DefaultDimensionSpec"
}

// havingClass names the class of a having spec.
func havingClass(kind string) string {
	switch kind {
	case "dimSelector":
		return packageHaving + "DimensionSelectorHavingSpec"
	case "filter":
		return packageHaving + "DimFilterHavingSpec"
	case "":
		return classHaving
	}
	return packageHaving + strings.ToUpper(kind[:1]) + kind[1:] + "HavingSpec"
}
