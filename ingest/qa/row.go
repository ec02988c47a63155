package qa

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"

	"yueyue/ingest/reader"
	"yueyue/internal/civil"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// pair reads a row as a pair with one answer. What is wrong is in r.problems.
func (r *reading) pair(o Options) knowledge.QAPair {
	question := oneLine(reader.OneLine(r.cell(Question)))
	pair := knowledge.QAPair{Question: question, Aliases: splitNames(r.cell(Aliases)), Owner: oneLine(r.cell(Owner))}
	answer := knowledge.Answer{Text: manyLines(r.cell(Answer)), Citations: readCitations(r)}
	if Normal(question) == "" {
		r.fail(Question, "没有写问题")
	}
	if answer.Text == "" {
		r.fail(Answer, "没有写答案")
	}
	asked := map[string]bool{Normal(question): true}
	for _, similar := range split(r.cell(Similar)) {
		if !asked[Normal(similar)] {
			asked[Normal(similar)] = true
			pair.Similar = append(pair.Similar, similar)
		}
	}
	answer.EffectiveFrom, answer.EffectiveTo, pair.ReviewBy = r.date(From), r.date(To), r.date(ReviewBy)
	r.period(&answer)
	if answer.EffectiveFrom != "" && answer.EffectiveTo != "" && answer.EffectiveTo < answer.EffectiveFrom {
		r.fail(r.had(To, Period), "失效日期早于生效日期")
	}
	r.readPeople(o, &pair)
	r.readKind(&pair, len(answer.Citations) > 0)
	pair.Answers = []knowledge.Answer{answer}
	r.readID(&pair)
	if len(r.problems) == 0 {
		r.check(pair)
	}
	return pair
}

func (r *reading) date(column Column) civil.Date {
	text := r.cell(column)
	date, ok := readDate(text)
	if !ok {
		r.fail(column, "“"+text+"”不是完整的日期，请写成 2026-01-31 的样子")
	}
	return date
}

// had is the first of the columns that the table has.
func (r *reading) had(columns ...Column) Column {
	for _, column := range columns {
		if _, ok := r.at[column]; ok {
			return column
		}
	}
	return columns[0]
}

// readPeople reads for whom the pair holds.
func (r *reading) readPeople(o Options, pair *knowledge.QAPair) {
	var ok bool
	if pair.Region, ok = readRegion(r.cell(Region), o.Region); !ok {
		r.fail(Region, "没有叫“"+r.cell(Region)+"”的地区，请写六位行政区划代码（如 340000），全国适用则留空")
	}
	if pair.Audience, ok = readAudience(r.cell(Audience)); !ok {
		r.fail(Audience, "“"+r.cell(Audience)+"”应为“企业”或“自然人”，都适用则留空")
	}
}

func (r *reading) readKind(pair *knowledge.QAPair, cited bool) {
	var ok bool
	pair.Kind, ok = readKind(r.cell(Kind), cited)
	switch {
	case !ok && r.cell(Kind) != "":
		r.fail(Kind, "“"+r.cell(Kind)+"”应为 policy（政策）或 guide（操作指引）")
	case !ok, pair.Kind == knowledge.Policy && !cited:
		r.fail(Source, "政策类答复要写依据；如果只说明怎样操作，请在“类型”一栏写“操作指引”")
	case pair.Kind == knowledge.Guide && cited:
		r.fail(Source, "操作指引（guide）不写依据；如果是政策答复，请在“类型”一栏写 policy")
	}
}

var onlyDigits = regexp.MustCompile(`^\d*$`)

// readID takes the id of the row, else makes the stable one.
func (r *reading) readID(pair *knowledge.QAPair) {
	id := strings.ToLower(r.cell(ID))
	if onlyDigits.MatchString(id) {
		id = StableID(*pair)
	}
	pair.ID = knowledge.PairID(id)
}

// StableID is the id of a pair that was given none: the same for the same question, region and audience, however it is written.
func StableID(pair knowledge.QAPair) string {
	sum := sha256.Sum256([]byte(Normal(pair.Question) + "\x00" + pair.Region + "\x00" + string(pair.Audience)))
	return "qa-" + hex.EncodeToString(sum[:6])
}

// paths are the columns of what knowledge.Check names by its path, the longer ones first.
var paths = []struct {
	path   *regexp.Regexp
	column Column
}{
	{regexp.MustCompile(`^answers\[\d+\]\.citations\[\d+\]\.url `), Address},
	{regexp.MustCompile(`^answers\[\d+\]\.citations\[\d+\]\.quote `), Quote},
	{regexp.MustCompile(`^answers\[\d+\]\.citations\S* `), Source},
	{regexp.MustCompile(`^answers\[\d+\]\.effective_from `), From},
	{regexp.MustCompile(`^answers\[\d+\]\.effective_to `), To},
	{regexp.MustCompile(`^answers\S* `), Answer},
	{regexp.MustCompile(`^similar\[\d+\] `), Similar},
	{regexp.MustCompile(`^aliases\[\d+\] `), Aliases},
	{regexp.MustCompile(`^id `), ID},
	{regexp.MustCompile(`^question `), Question},
	{regexp.MustCompile(`^owner `), Owner},
	{regexp.MustCompile(`^region `), Region},
	{regexp.MustCompile(`^review_by `), ReviewBy},
}

// check adds what knowledge itself finds wrong, under the columns that it was read from.
func (r *reading) check(pair knowledge.QAPair) {
	err := knowledge.Check(pair)
	if err == nil {
		return
	}
	_, texts, _ := strings.Cut(fault.MessageOf(err), "：") // behind kind and id
	for text := range strings.SplitSeq(texts, "；") {
		column := Column("")
		for _, p := range paths {
			if at := p.path.FindString(text); at != "" {
				column, text = p.column, text[len(at):]
				break
			}
		}
		r.fail(column, text)
	}
}
