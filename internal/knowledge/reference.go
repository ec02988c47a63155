package knowledge

import (
	"regexp"
	"strings"
)

// DocumentNumber is a 文号 in comparable form, however it was written: 财税〔2018〕103号, 公告2026年第10号, 2026年10号公告,
// 总局令第43号.
type DocumentNumber struct {
	Family string `json:"family,omitempty"` // who numbers: 财税, 国发, 皖税发, 总局公告 …; 公告 when the issuer is not named, empty when nothing is
	Year   string `json:"year,omitempty"`   // four digits; empty for an order (令)
	Serial string `json:"serial"`           // digits without leading zeros
}

// orders is the family of 主席令, 国务院令 and 总局令, which are numbered on through the years.
const orders = "令"

var (
	numberPattern = regexp.MustCompile(`([\p{Han}、 ]{0,40}?)([〔\[(【（]?)((?:19|20)\d{2})([〕\])】）]?)(年?) ?(第?)(\d{1,4})号(公告|通告|文)?`)
	orderPattern  = regexp.MustCompile(`令第?([〇零一二三四五六七八九十百]+|\d{1,4})号`)
	// A head is the one to eight characters right before the year in brackets: 国科发火, 法释, 财企.
	headPattern = regexp.MustCompile(`^\p{Han}{1,8}$`)
	// noHead are words that stand there without heading a number: ordinary ones, and who issues where it announces.
	noHead = regexp.MustCompile(`(?:公告|通告|号|个|些|份|条|篇|年|月|东西|事情|政策|内容|公司|单位|企业业务|人员|税务局|总局|财政部|政府|委员会)$`)
	// bureauPattern is a bureau below the State Taxation Administration, which numbers its own announcements.
	bureauPattern = regexp.MustCompile(`(?:国家税务总局)?(\p{Han}{2,8}税务局)(公告|通告)`)
	// otherIssuer is who numbers announcements of its own and is neither the Ministry of Finance nor the State Taxation Administration:
	// 总局公告 alone is the latter's.
	otherIssuer = regexp.MustCompile(`(?:质量监督检验检疫|质检|市场监督管理|市场监管|工商行政管理|工商|新闻出版广电|广播电视|广电|体育|药品监督管理|安全生产监督管理|粮食和物资储备)总局|海关总署|商务部|交通运输部|农业农村部|生态环境部|住房城乡建设部|工业和信息化部|人力资源社会保障部|人民银行|市场监督管理局`)
	// beforeHead are the words of a sentence after which a head may stand.
	beforeHead = regexp.MustCompile(`.*(?:请问|查询|转发|执行|延续|贯彻|学习|最新|文件|通知|规定|办法|意见|决定|解释|条例|细则|批复|印发|下发|制定|公布|颁布|我们|你们|他们|公司的?|单位|依据|根据|按照|参照|关于|废止|取代|叫做|还有|以及|之前|现在|什么|怎么|知道|收到|看到|听说|提到|[原的是和与及或按据依照查找看问在到说叫把被对将从有见给请由为即如等该此其了过吗呢、 ])`)
)

// regionLetters begin the heads of a province, where the rest may read like the head of a ministry: 皖财税 is not 财税.
const regionLetters = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀贵黔云滇藏陕秦甘陇青宁新"

// families are the letters that documents are numbered under, longer ones before those that they contain.
var families = []string{"财税字", "财税", "国税发", "国税函", "国办发", "国发", "财会", "皖财综", "财综", "财关税", "人社部发", "皖政", "国科发火", "法释", "通告"}

// FindDocumentNumbers gives the document numbers that a text names, in order, those of orders last.
func FindDocumentNumbers(text string) []DocumentNumber {
	if !strings.Contains(text, "号") { // most questions; the patterns cost some 10 µs
		return nil
	}
	var found []DocumentNumber
	for _, at := range numberPattern.FindAllStringSubmatch(text, -1) {
		bracketed, dated := at[2] != "" && at[4] != "", at[5] != ""
		if !bracketed && !dated {
			continue // 2018103号 is no document number
		}
		number := DocumentNumber{Year: at[3], Serial: strings.TrimLeft(at[7], "0")}
		if bracketed {
			number.Family = head(at[1])
		}
		if number.Family == "" {
			number.Family = family(at[1] + at[8])
		}
		found = append(found, number)
	}
	for _, at := range orderPattern.FindAllStringSubmatch(text, -1) {
		found = append(found, DocumentNumber{Family: orders, Serial: arabic(at[1])})
	}
	return found
}

// head is what stands right before a year in brackets and numbers documents of its own; empty when it is one of the families,
// or none that can be told from the words before it.
func head(words string) string {
	words = strings.TrimSpace(words)
	words = strings.TrimPrefix(words, beforeHead.FindString(words))
	if !headPattern.MatchString(words) || noHead.MatchString(words) {
		return ""
	}
	for _, name := range families {
		if before, of := strings.CutSuffix(words, name); of && !endsInRegion(before) {
			return ""
		}
	}
	return words
}

func endsInRegion(text string) bool { return strings.TrimRight(text, regionLetters) != text }

// family reads who numbers from the words around a number.
func family(words string) string {
	if bureau := bureauPattern.FindStringSubmatch(words); bureau != nil {
		return strings.TrimPrefix(bureau[1], beforeHead.FindString(bureau[1])) + bureau[2]
	}
	for _, name := range families {
		if strings.Contains(words, name) {
			return name
		}
	}
	switch {
	case !strings.Contains(words, "公告"):
		return ""
	case strings.Contains(words, "财政部"):
		return "财政部公告"
	case otherIssuer.MatchString(words) && !strings.Contains(words, "税务总局"):
		return otherIssuer.FindString(words) + "公告"
	case strings.Contains(words, "总局"):
		return "总局公告"
	default:
		return "公告"
	}
}

// Matches reports whether two numbers can name the same document: same year and serial, and families that do not contradict
// each other.
func (n DocumentNumber) Matches(other DocumentNumber) bool {
	if n.Year != other.Year || n.Serial != other.Serial {
		return false
	}
	if n.Family == other.Family || n.Family == "" || other.Family == "" {
		return true
	}
	return n.unissued() && strings.HasSuffix(other.Family, n.Family) || other.unissued() && strings.HasSuffix(n.Family, other.Family)
}

// unissued reports whether a number is that of an announcement whose issuer is not named.
func (n DocumentNumber) unissued() bool { return n.Family == "公告" || n.Family == "通告" }

// String writes the number as people write it.
func (n DocumentNumber) String() string {
	switch {
	case n.Family == orders:
		return "令第" + n.Serial + "号"
	case strings.HasSuffix(n.Family, "公告") || strings.HasSuffix(n.Family, "通告") || n.Family == "":
		return n.Family + n.Year + "年第" + n.Serial + "号"
	default:
		return n.Family + "〔" + n.Year + "〕" + n.Serial + "号"
	}
}
