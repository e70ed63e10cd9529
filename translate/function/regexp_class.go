package function

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// runeSet is a set of code points: sorted ranges that neither touch nor overlap.
type runeSet []runeRange

type runeRange struct{ lo, hi rune }

// maxRune ends the code points; minRune starts those that Postgres text can hold.
const (
	maxRune = 0x10FFFF
	minRune = 1
)

func setOf(pairs ...rune) runeSet {
	var s runeSet
	for i := 0; i < len(pairs); i += 2 {
		s = append(s, runeRange{pairs[i], pairs[i+1]}) //nolint:gosec // they come in pairs
	}
	return s.normal()
}

func single(r rune) runeSet { return runeSet{{r, r}} }

// normal sorts and joins the ranges.
func (s runeSet) normal() runeSet {
	s = slices.Clone(s)
	slices.SortFunc(s, func(a, b runeRange) int { return int(a.lo - b.lo) })
	out := s[:0]
	for _, r := range s {
		if n := len(out); n > 0 && r.lo <= out[n-1].hi+1 {
			out[n-1].hi = max(out[n-1].hi, r.hi)
			continue
		}
		out = append(out, r)
	}
	return out
}

func (s runeSet) union(t runeSet) runeSet { return append(slices.Clone(s), t...).normal() }

func (s runeSet) negate() runeSet {
	var out runeSet
	next := rune(0)
	for _, r := range s {
		if r.lo > next {
			out = append(out, runeRange{next, r.lo - 1})
		}
		next = r.hi + 1
	}
	if next <= maxRune {
		out = append(out, runeRange{next, maxRune})
	}
	return out
}

func (s runeSet) intersect(t runeSet) runeSet { return s.negate().union(t.negate()).negate() }

func (s runeSet) overlaps(t runeSet) bool { return len(s.intersect(t)) > 0 }

func (s runeSet) contains(r rune) bool { return s.overlaps(single(r)) }

func (s runeSet) isRune() (rune, bool) {
	if len(s) == 1 && s[0].lo == s[0].hi {
		return s[0].lo, true
	}
	return 0, false
}

// fold adds the other cases of letters: of ASCII ones only, or of all.
func (s runeSet) fold(all bool) runeSet {
	out := slices.Clone(s)
	for _, r := range s {
		if all && r.hi-r.lo > 0x3000 {
			continue // a range as wide as this holds its own cases
		}
		for c := r.lo; c <= r.hi; c++ {
			if !all && c > unicode.MaxASCII {
				break
			}
			for f := unicode.SimpleFold(c); f != c; f = unicode.SimpleFold(f) {
				if all || f <= unicode.MaxASCII {
					out = append(out, runeRange{f, f})
				}
			}
		}
	}
	return out.normal()
}

func fromTable(tables ...*unicode.RangeTable) runeSet {
	var s runeSet
	for _, t := range tables {
		for _, r := range t.R16 {
			s = addStride(s, rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
		for _, r := range t.R32 {
			s = addStride(s, rune(r.Lo), rune(r.Hi), rune(r.Stride)) //nolint:gosec // code points fit
		}
	}
	return s.normal()
}

func addStride(s runeSet, lo, hi, stride rune) runeSet {
	if stride == 1 {
		return append(s, runeRange{lo, hi})
	}
	for c := lo; c <= hi; c += stride {
		s = append(s, runeRange{c, c})
	}
	return s
}

// The predefined sets of java.util.regex.Pattern.
var (
	digitSet      = setOf('0', '9')
	wordSet       = setOf('0', '9', 'A', 'Z', '_', '_', 'a', 'z')
	spaceSet      = setOf('\t', '\r', ' ', ' ')
	horizontalSet = setOf('\t', '\t', ' ', ' ', 0xA0, 0xA0, 0x1680, 0x1680, 0x180E, 0x180E, 0x2000, 0x200A, 0x202F, 0x202F, 0x205F, 0x205F, 0x3000, 0x3000)
	verticalSet   = setOf('\n', '\r', 0x85, 0x85, 0x2028, 0x2029)
	lineEndSet    = setOf('\n', '\n', '\r', '\r', 0x85, 0x85, 0x2028, 0x2029)
	newlineSet    = setOf('\n', '\n')
	everySet      = setOf(0, maxRune)
)

// boundarySet is what \b takes for a word: letters and digits of all scripts, and _. What is not
// assigned between them is counted in, which halves the set and concerns no text.
var boundarySet = sync.OnceValue(func() runeSet {
	s := fromTable(unicode.L, unicode.Nd).union(single('_'))
	for _, gap := range s.negate().intersect(unassigned()) {
		if gap.lo > 0 && s.contains(gap.lo-1) && s.contains(gap.hi+1) {
			s = append(s, gap)
		}
	}
	return s.normal()
})

// unicodeWordSet is \w under the flag U.
func unicodeWordSet() runeSet {
	return fromTable(unicode.L, unicode.M, unicode.Nd, unicode.Nl, unicode.Pc, unicode.Other_Alphabetic, unicode.Join_Control)
}

// posixSets are \p{Lower} and so on, over ASCII.
var posixSets = map[string]runeSet{
	"Lower": setOf('a', 'z'), "Upper": setOf('A', 'Z'), "ASCII": setOf(0, 0x7F), "Alpha": setOf('A', 'Z', 'a', 'z'),
	"Digit": digitSet, "Alnum": setOf('0', '9', 'A', 'Z', 'a', 'z'), "Punct": setOf('!', '/', ':', '@', '[', '`', '{', '~'),
	"Graph": setOf('!', '~'), "Print": setOf(' ', '~'), "Blank": setOf('\t', '\t', ' ', ' '), "Cntrl": setOf(0, 0x1F, 0x7F, 0x7F),
	"XDigit": setOf('0', '9', 'A', 'F', 'a', 'f'), "Space": spaceSet, "L1": setOf(0, 0xFF), "all": everySet,
}

// binarySets are \p{IsAlphabetic} and so on, over all of Unicode; names are in capitals.
func binarySet(name string) (runeSet, bool) {
	switch name {
	case "ALPHABETIC", "ALPHA":
		return fromTable(unicode.L, unicode.Nl, unicode.Other_Alphabetic), true
	case "LETTER":
		return fromTable(unicode.L), true
	case "IDEOGRAPHIC":
		return fromTable(unicode.Ideographic), true
	case "LOWERCASE", "LOWER":
		return fromTable(unicode.Ll, unicode.Other_Lowercase), true
	case "UPPERCASE", "UPPER":
		return fromTable(unicode.Lu, unicode.Other_Uppercase), true
	case "TITLECASE":
		return fromTable(unicode.Lt), true
	case "WHITE_SPACE", "WHITESPACE", "SPACE":
		return fromTable(unicode.White_Space), true
	case "CONTROL", "CNTRL":
		return fromTable(unicode.Cc), true
	case "PUNCTUATION", "PUNCT":
		return fromTable(unicode.P), true
	case "HEX_DIGIT", "HEXDIGIT", "XDIGIT":
		return fromTable(unicode.Nd, unicode.Hex_Digit), true
	case "JOIN_CONTROL", "JOINCONTROL":
		return fromTable(unicode.Join_Control), true
	case "NONCHARACTER_CODE_POINT", "NONCHARACTERCODEPOINT":
		return fromTable(unicode.Noncharacter_Code_Point), true
	case "DIGIT":
		return fromTable(unicode.Nd), true
	case "ALNUM":
		return fromTable(unicode.L, unicode.Nl, unicode.Other_Alphabetic, unicode.Nd), true
	case "BLANK":
		return fromTable(unicode.Zs).union(single('\t')), true
	case "GRAPH":
		return fromTable(unicode.White_Space, unicode.Cc, unicode.Cs).union(unassigned()).negate(), true
	case "PRINT":
		return fromTable(unicode.Zl, unicode.Zp, unicode.Cc, unicode.Cs).union(unassigned()).negate(), true
	case "WORD":
		return unicodeWordSet(), true
	case "ASSIGNED":
		return unassigned().negate(), true
	}
	return nil, false
}

func unassigned() runeSet {
	return fromTable(unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.C).negate()
}

// javaSets are \p{javaLowerCase} and so on.
var javaSets = map[string]string{
	"javaLowerCase": "LOWERCASE", "javaUpperCase": "UPPERCASE", "javaTitleCase": "TITLECASE", "javaAlphabetic": "ALPHABETIC",
	"javaIdeographic": "IDEOGRAPHIC", "javaDigit": "DIGIT", "javaLetter": "LETTER", "javaLetterOrDigit": "ALNUM",
	"javaDefined": "ASSIGNED", "javaWhitespace": "WHITE_SPACE", "javaSpaceChar": "BLANK", "javaISOControl": "CONTROL",
}

// categorySet finds a general category ("L", "Lu", "LC", "LD").
func categorySet(name string) (runeSet, bool) {
	switch name {
	case "LC":
		return fromTable(unicode.Lu, unicode.Ll, unicode.Lt), true
	case "LD":
		return fromTable(unicode.L, unicode.Nd), true
	case "Cn":
		return unassigned(), true
	}
	t, ok := unicode.Categories[name]
	if !ok {
		return nil, false
	}
	return fromTable(t), true
}

// scriptSet finds a script by its name in any case.
func scriptSet(name string) (runeSet, bool) {
	for known, t := range unicode.Scripts {
		if strings.EqualFold(known, name) {
			return fromTable(t), true
		}
	}
	return nil, false
}

// blocks are the Unicode blocks that patterns name in practice; names without blanks and in capitals.
var blocks = map[string]runeRange{
	"BASICLATIN": {0, 0x7F}, "LATIN1SUPPLEMENT": {0x80, 0xFF}, "LATINEXTENDEDA": {0x100, 0x17F}, "LATINEXTENDEDB": {0x180, 0x24F},
	"IPAEXTENSIONS": {0x250, 0x2AF}, "COMBININGDIACRITICALMARKS": {0x300, 0x36F}, "GREEK": {0x370, 0x3FF}, "GREEKANDCOPTIC": {0x370, 0x3FF},
	"CYRILLIC": {0x400, 0x4FF}, "CYRILLICSUPPLEMENTARY": {0x500, 0x52F}, "ARMENIAN": {0x530, 0x58F}, "HEBREW": {0x590, 0x5FF},
	"ARABIC": {0x600, 0x6FF}, "SYRIAC": {0x700, 0x74F}, "DEVANAGARI": {0x900, 0x97F}, "BENGALI": {0x980, 0x9FF}, "GURMUKHI": {0xA00, 0xA7F},
	"GUJARATI": {0xA80, 0xAFF}, "TAMIL": {0xB80, 0xBFF}, "TELUGU": {0xC00, 0xC7F}, "KANNADA": {0xC80, 0xCFF}, "MALAYALAM": {0xD00, 0xD7F},
	"THAI": {0xE00, 0xE7F}, "LAO": {0xE80, 0xEFF}, "TIBETAN": {0xF00, 0xFFF}, "MYANMAR": {0x1000, 0x109F}, "GEORGIAN": {0x10A0, 0x10FF},
	"HANGULJAMO": {0x1100, 0x11FF}, "ETHIOPIC": {0x1200, 0x137F}, "CHEROKEE": {0x13A0, 0x13FF}, "KHMER": {0x1780, 0x17FF},
	"MONGOLIAN": {0x1800, 0x18AF}, "LATINEXTENDEDADDITIONAL": {0x1E00, 0x1EFF}, "GREEKEXTENDED": {0x1F00, 0x1FFF},
	"GENERALPUNCTUATION": {0x2000, 0x206F}, "SUPERSCRIPTSANDSUBSCRIPTS": {0x2070, 0x209F}, "CURRENCYSYMBOLS": {0x20A0, 0x20CF},
	"LETTERLIKESYMBOLS": {0x2100, 0x214F}, "NUMBERFORMS": {0x2150, 0x218F}, "ARROWS": {0x2190, 0x21FF},
	"MATHEMATICALOPERATORS": {0x2200, 0x22FF}, "MISCELLANEOUSTECHNICAL": {0x2300, 0x23FF}, "BOXDRAWING": {0x2500, 0x257F},
	"BLOCKELEMENTS": {0x2580, 0x259F}, "GEOMETRICSHAPES": {0x25A0, 0x25FF}, "MISCELLANEOUSSYMBOLS": {0x2600, 0x26FF}, "DINGBATS": {0x2700, 0x27BF},
	"CJKSYMBOLSANDPUNCTUATION": {0x3000, 0x303F}, "HIRAGANA": {0x3040, 0x309F}, "KATAKANA": {0x30A0, 0x30FF}, "BOPOMOFO": {0x3100, 0x312F},
	"CJKUNIFIEDIDEOGRAPHSEXTENSIONA": {0x3400, 0x4DBF}, "CJKUNIFIEDIDEOGRAPHS": {0x4E00, 0x9FFF}, "HANGULSYLLABLES": {0xAC00, 0xD7AF},
	"PRIVATEUSEAREA": {0xE000, 0xF8FF}, "CJKCOMPATIBILITYIDEOGRAPHS": {0xF900, 0xFAFF}, "ARABICPRESENTATIONFORMSA": {0xFB50, 0xFDFF},
	"ARABICPRESENTATIONFORMSB": {0xFE70, 0xFEFF}, "HALFWIDTHANDFULLWIDTHFORMS": {0xFF00, 0xFFEF}, "SPECIALS": {0xFFF0, 0xFFFF},
	"MISCELLANEOUSSYMBOLSANDPICTOGRAPHS": {0x1F300, 0x1F5FF}, "EMOTICONS": {0x1F600, 0x1F64F},
}

func blockSet(name string) (runeSet, bool) {
	r, ok := blocks[strings.NewReplacer("_", "", " ", "", "-", "").Replace(strings.ToUpper(name))]
	return runeSet{r}, ok
}

// propertySet finds \p{name}; unicodeClasses is the flag U, which widens the POSIX names.
func propertySet(name string, unicodeClasses bool) (runeSet, bool) {
	if rest, ok := strings.CutPrefix(name, "In"); ok {
		return blockSet(rest)
	}
	if rest, ok := strings.CutPrefix(name, "Is"); ok {
		if s, ok := binarySet(strings.ToUpper(rest)); ok {
			return s, true
		}
		if s, ok := categorySet(rest); ok {
			return s, true
		}
		return scriptSet(rest)
	}
	if unicodeClasses {
		if _, posix := posixSets[name]; posix {
			if s, ok := binarySet(strings.ToUpper(name)); ok {
				return s, true
			}
		}
	}
	if s, ok := posixSets[name]; ok {
		return s, true
	}
	if binary, ok := javaSets[name]; ok {
		return binarySet(binary)
	}
	return categorySet(name)
}

// namedPropertySet finds \p{name=value}.
func namedPropertySet(name, value string) (runeSet, bool) {
	switch strings.ToLower(name) {
	case "sc", "script":
		return scriptSet(value)
	case "blk", "block":
		return blockSet(value)
	case "gc", "general_category":
		return categorySet(value)
	}
	return nil, false
}

// writeRune writes a code point as an atom of a Postgres ARE.
func writeRune(b *strings.Builder, r rune) {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == ' ', r == '_':
		b.WriteRune(r)
	case r > ' ' && r < 0x7F:
		b.WriteByte('\\')
		b.WriteRune(r)
	default:
		writeEscape(b, r)
	}
}

// writeEscape writes a letter or digit as it is, another code point as \uwxyz or \Ustuvwxyz, which
// stand alone anywhere.
func writeEscape(b *strings.Builder, r rune) {
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		b.WriteRune(r)
		return
	}
	hex := strconv.FormatInt(int64(r), 16)
	if r > 0xFFFF {
		b.WriteString(`\U` + strings.Repeat("0", 8-len(hex)) + hex)
		return
	}
	b.WriteString(`\u` + strings.Repeat("0", 4-len(hex)) + hex)
}

// write writes the set as an atom of a Postgres ARE. Text holds neither NUL nor surrogates, so that
// ranges may swallow them.
func (s runeSet) write(b *strings.Builder) {
	s = s.union(runeSet{{0, minRune - 1}, {0xD800, 0xDFFF}})
	bare := s.intersect(setOf(minRune, 0xD7FF, 0xE000, maxRune))
	switch {
	case len(bare) == 0:
		b.WriteString("(?!)")
		return
	case len(s.negate()) == 0:
		b.WriteByte('.')
		return
	}
	if r, ok := bare.isRune(); ok {
		writeRune(b, r)
		return
	}
	b.WriteByte('[')
	list := bare
	if n := s.negate(); len(n) < len(bare) {
		b.WriteByte('^')
		list = n
	}
	for _, r := range list {
		writeClassRune(b, r.lo)
		if r.hi > r.lo {
			if r.hi > r.lo+1 {
				b.WriteByte('-')
			}
			writeClassRune(b, r.hi)
		}
	}
	b.WriteByte(']')
}

func writeClassRune(b *strings.Builder, r rune) {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
		b.WriteRune(r)
		return
	}
	writeEscape(b, r)
}
