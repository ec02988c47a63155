package reader

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
)

// signature is how a kind of file begins.
type signature struct {
	magic  string
	offset int
	what   string // for people
}

// Files that people drop in by mistake, told by name.
var strangers = []signature{
	{"\x89PNG\r\n", 0, "PNG 图片"},
	{"\xFF\xD8\xFF", 0, "JPEG 图片"},
	{"GIF8", 0, "GIF 图片"},
	{"BM", 0, "BMP 图片"},
	{"II*\x00", 0, "TIFF 图片"},
	{"MM\x00*", 0, "TIFF 图片"},
	{"WEBP", 8, "WebP 图片"},
	{"AVI ", 8, "视频"},
	{"WAVE", 8, "音频"},
	{"ftypheic", 4, "HEIC 图片"},
	{"ftyp", 4, "视频"},
	{"ID3", 0, "音频"},
	{"Rar!\x1A\x07", 0, "RAR 压缩包（请改用 ZIP）"},
	{"7z\xBC\xAF\x27\x1C", 0, "7-Zip 压缩包（请改用 ZIP）"},
	{"\x1F\x8B", 0, "gzip 压缩文件（请改用 ZIP）"},
	{"BZh", 0, "bzip2 压缩文件（请改用 ZIP）"},
	{"\xFD7zXZ\x00", 0, "xz 压缩文件（请改用 ZIP）"},
	{"ustar", 257, "tar 归档（请改用 ZIP）"},
	{"MZ", 0, "Windows 程序"},
	{"\x7FELF", 0, "Linux 程序"},
	{"{\\rtf", 0, "RTF 文档（请另存为 DOCX）"},
	{"SQLite format 3\x00", 0, "SQLite 数据库"},
	{"AT&TFORM", 0, "DjVu 文件"},
	{"wOFF", 0, "字体"},
	{"PK\x07\x08", 0, "分卷压缩包（请合并后改用普通 ZIP）"},
	{"ITSF", 0, "CHM 帮助文件"},
	{"8BPS", 0, "Photoshop 图片"},
	{"L\x00\x00\x00\x01\x14\x02\x00", 0, "Windows 快捷方式（请选它指向的文件）"},
}

// openings are how kinds of text begin that only look like documents.
var openings = []struct{ start, what string }{
	{"%!PS", "PostScript 文件（请另存为 PDF）"},
	{"BEGIN:VCARD", "名片文件"},
	{"BEGIN:VCALENDAR", "日历文件"},
}

// mail is the head of a message, or of a page saved with all that it shows (MHTML).
var mail = regexp.MustCompile(`(?im)\A(?:[a-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,40}mime-version:`)

// stranger names text that is another thing than a document; "" where it may be one.
func stranger(head string) string {
	for _, o := range openings {
		if strings.HasPrefix(head, o.start) {
			return o.what
		}
	}
	if mail.MatchString(head) {
		return "邮件或 MHTML 网页归档（请在浏览器或 Word 里打开后另存为 HTML 或 DOCX）"
	}
	return ""
}

// xmlOf names the XML in which Office wrote documents before 2007; "" for any other.
func xmlOf(head string) string {
	switch {
	case strings.Contains(head, "urn:schemas-microsoft-com:office:spreadsheet"), strings.Contains(head, `progid="Excel.Sheet"`):
		return "这是 XML 格式的 Excel 2003 表格，请用 Excel 或 WPS 打开后另存为 XLSX。"
	case strings.Contains(head, "schemas.microsoft.com/office/word/2003/wordml"), strings.Contains(head, `progid="Word.Document"`):
		return "这是 XML 格式的 Word 文档，请用 Word 或 WPS 打开后另存为 DOCX。"
	}
	return "这是 XML 数据，不是可以导入的文档。"
}

// spacedBefore puts a space before a Latin word in a Chinese sentence.
func spacedBefore(what string) string {
	if what[0] < 0x80 {
		return " " + what
	}
	return what
}

const compound = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" // the container of Office before 2007

// sniffBinary names the format of a file that is not text; "" means that it may be text.
func sniffBinary(data []byte) (Format, error) {
	head := data[:min(len(data), 1024)]
	if i := bytes.Index(head, []byte("%PDF-")); i >= 0 && (i == 0 || !printable(head[:i]) || i < 64) {
		return PDF, nil
	}
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return sniffZip(data)
	case bytes.HasPrefix(data, []byte(compound)):
		return sniffCompound(data)
	}
	for _, s := range strangers {
		if len(data) >= s.offset+len(s.magic) && string(data[s.offset:s.offset+len(s.magic)]) == s.magic {
			if len(s.magic) <= 4 && printable(head) {
				continue // text may begin with BM, MZ or GIF8
			}
			return "", refuse(CodeUnknown, "这是%s，不是可以导入的文档。", spacedBefore(s.what))
		}
	}
	return "", nil
}

// sniffZip looks at the names in a zip: Office documents are zips.
func sniffZip(data []byte) (Format, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", refuseFor(err, CodeBroken, "压缩包已损坏，打不开。")
	}
	return sniffEntries(z)
}

func sniffEntries(z *zip.Reader) (Format, error) {
	office := false
	for _, f := range z.File {
		switch name := partName(f); {
		case wordBody.MatchString(name):
			return DOCX, nil
		case name == "xl/workbook.xml":
			return XLSX, nil
		case name == "xl/workbook.bin":
			return "", refuse(CodeUnknown, "这是二进制的 Excel 工作簿（XLSB），请另存为 XLSX。")
		case strings.HasPrefix(name, "ppt/"):
			return "", refuse(CodeUnknown, "这是 PowerPoint 演示文稿，不是可以导入的文档。")
		case name == "META-INF/container.xml" && z.File[0].Name == "mimetype":
			return "", refuse(CodeUnknown, "这是 EPUB 电子书，不是可以导入的文档。")
		case f.Name == "content.xml" && z.File[0].Name == "mimetype":
			return "", refuse(CodeUnknown, "这是 OpenDocument 文档，请另存为 DOCX 或 XLSX。")
		case f.Name == "OFD.xml":
			return "", refuse(CodeUnknown, "这是 OFD 版式文件，请另存为 PDF。")
		case f.Name == "[Content_Types].xml":
			office = true
		}
	}
	if office {
		return "", refuse(CodeBroken, "这是 Office 文档，但里面没有正文。")
	}
	return ZIP, nil
}

// sniffCompound tells the documents in an old Office container apart by the names in its directory, which are UTF-16.
func sniffCompound(data []byte) (Format, error) {
	has := func(name string) bool {
		wide := make([]byte, 0, 2*len(name))
		for i := range len(name) {
			wide = append(wide, name[i], 0)
		}
		return bytes.Contains(data, append(wide, 0, 0))
	}
	switch {
	case has("EncryptedPackage"):
		return "", refuse(CodeEncrypted, "文件加了密码，请去掉密码后再导入。")
	case has("WordDocument"):
		return DOC, nil
	case has("Workbook"), has("Book"):
		return XLS, nil
	case has("PowerPoint Document"):
		return "", refuse(CodeUnknown, "这是 PowerPoint 演示文稿，不是可以导入的文档。")
	}
	if c, ok := openCompound(data); !ok || !c.whole() {
		return "", refuse(CodeBroken, "旧版 Office 文档不完整，可能没有下载或保存完。")
	}
	return "", refuse(CodeUnknown, "这是旧版 Office 容器，但里面不是 Word 或 Excel 文档。")
}

// printable says whether the bytes look like text in any encoding: hardly any control characters.
func printable(data []byte) bool {
	odd := 0
	for _, c := range data {
		if c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\v' && c != 0x1A && c != 0x1B || c == 0x7F {
			odd++
		}
	}
	return odd*100 <= len(data)
}

var (
	pageStart = regexp.MustCompile(`(?i)^(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body|meta|title|div|table|p|h[1-6]|script|style|link|form|span|font|center|ul|ol|section|article|br)\b`)
	pageTag   = regexp.MustCompile(`(?i)</(?:html|body|table|div|p|h[1-6]|td|tr|ul|ol|li|span|font)\s*>`)
	xmlStart  = regexp.MustCompile(`^<\?xml\b`)
	svgStart  = regexp.MustCompile(`(?i)^(?:<\?xml[^>]*>\s*)?(?:<!doctype svg[^>]*>\s*)?<svg\b`)

	markdownHeading = regexp.MustCompile(`(?m)^ {0,3}#{1,6}[ \t]+\S`)
	markdownMark    = regexp.MustCompile("(?m)^ {0,3}(?:```|\\|[ :|-]*---[ :|-]*$|[-*+] \\S|> )|\\*\\*[^*\\n]+\\*\\*|\\]\\(https?://")
)

// sniffText names the format of text. The name decides only between formats that the same text can be.
func sniffText(text, name string) (Format, error) {
	head := strings.TrimSpace(text[:min(len(text), 256<<10)])
	start := strings.TrimSpace(leading.ReplaceAllString(head[:min(len(head), 64<<10)], ""))
	ext := extension(name)
	switch {
	case svgStart.MatchString(start):
		return "", refuse(CodeUnknown, "这是 SVG 图片，不是可以导入的文档。")
	case pageStart.MatchString(start), strings.HasPrefix(head, "<%") && strings.Contains(text, "%>"),
		strings.HasPrefix(head, "<") && len(pageTag.FindAllStringIndex(head, 4)) == 4:
		return HTML, nil
	case xmlStart.MatchString(start):
		return "", refuse(CodeUnknown, "%s", xmlOf(start[:min(len(start), 4096)]))
	}
	if what := stranger(head[:min(len(head), 16<<10)]); what != "" {
		return "", refuse(CodeUnknown, "这是%s，不是可以导入的文档。", spacedBefore(what))
	}
	if f := sniffJSON(text, head, ext); f != "" {
		return f, nil
	}
	if strings.Contains(head, "#") && markdownHeading.MatchString(head) {
		return Markdown, nil
	}
	if comma, ok := sniffDelimiter(head, ext); ok {
		if comma == '\t' {
			return TSV, nil
		}
		return CSV, nil
	}
	if (ext == "html" || ext == "htm" || ext == "jsp") && len(pageTag.FindAllStringIndex(head, 3)) == 3 {
		return HTML, nil
	}
	if ext == "md" || ext == "markdown" || ext != "txt" && len(markdownMark.FindAllStringIndex(head, 3)) == 3 {
		return Markdown, nil
	}
	return Text, nil
}

// leading is what may stand before the first tag of a page.
var leading = regexp.MustCompile(`(?s)^(?:\s|<%.*?%>|<!--.*?-->)+`)

// sniffJSON says whether the text is JSON, or objects a line each. What is called so and begins so is read as such even when it is
// broken: the reason why it cannot be read is better than its brackets as text.
func sniffJSON(text, head, ext string) Format {
	if head == "" || (head[0] != '{' && head[0] != '[') {
		return ""
	}
	first, rest, more := strings.Cut(head, "\n")
	if first = strings.TrimSpace(first); more && len(first) > 1 && json.Valid([]byte(first)) && strings.HasPrefix(strings.TrimSpace(rest), first[:1]) {
		return JSONL
	}
	switch {
	case ext == "jsonl" || ext == "ndjson":
		return JSONL
	case ext == "json" || json.Valid([]byte(text)):
		return JSON
	}
	return ""
}

// extension is the ending of a name, in lower case and without the dot.
func extension(name string) string {
	if i := strings.LastIndexByte(name, '.'); i >= 0 && !strings.ContainsAny(name[i:], "/\\!") {
		return strings.ToLower(name[i+1:])
	}
	return ""
}
