package reader

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/responses"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
)

// engine is pdfium as WebAssembly. It starts with the first PDF (1 s, 60 ms once compiled code lies in the cache folder) and sees no
// file system. It is safe for use by several goroutines, one after another.
type engine struct {
	cache string // folder for compiled code; "" for none

	mu       sync.Mutex
	pool     pdfium.Pool
	instance pdfium.Pdfium
}

func (e *engine) start() error {
	if e.instance != nil {
		return nil
	}
	if e.pool == nil {
		config := wazero.NewRuntimeConfig()
		if e.cache != "" {
			if cache, err := wazero.NewCompilationCacheWithDir(e.cache); err == nil {
				config = config.WithCompilationCache(cache)
			}
		}
		pool, err := webassembly.Init(webassembly.Config{
			MinIdle: 0, MaxIdle: 1, MaxTotal: 1, FSConfig: wazero.NewFSConfig(), RuntimeConfig: config, Stdout: os.Stderr, Stderr: os.Stderr,
		})
		if err != nil {
			return fmt.Errorf("start pdfium: %w", err)
		}
		e.pool = pool
	}
	instance, err := e.pool.GetInstance(30 * time.Second)
	if err != nil {
		return fmt.Errorf("start pdfium: %w", err)
	}
	e.instance = instance
	return nil
}

// stop ends the instance; the next PDF gets a fresh one. After a crash inside WebAssembly its memory is not to be trusted.
func (e *engine) stop() {
	if e.instance != nil {
		_ = e.instance.Close()
		e.instance = nil
	}
}

// close ends pdfium.
func (e *engine) close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.stop()
	if e.pool != nil {
		_ = e.pool.Close()
		e.pool = nil
	}
}

// readPDF takes the text of a PDF in reading order.
func (e *engine) readPDF(s *sink, data []byte) (err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	defer func() {
		if p := recover(); p != nil {
			e.instance = nil
			err = refuse(CodeBroken, "PDF 已损坏，读到一半就读不下去了。")
		}
	}()
	if err := e.start(); err != nil {
		return err
	}
	doc, err := e.instance.OpenDocument(&requests.OpenDocument{File: &data})
	switch {
	case errors.Is(err, pdferrors.ErrPassword), errors.Is(err, pdferrors.ErrSecurity):
		return refuseFor(err, CodeEncrypted, "PDF 加了密码，请去掉密码后再导入。")
	case err != nil:
		return refuseFor(err, CodeBroken, "PDF 已损坏，打不开。")
	}
	defer func() {
		if e.instance == nil {
			return
		}
		if _, shut := e.instance.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: doc.Document}); shut != nil {
			e.stop()
		}
	}()
	count, err := e.instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil {
		return refuseFor(err, CodeBroken, "PDF 已损坏，读不出页数。")
	}
	if count.PageCount > s.limits.Pages {
		return refuse(CodeTooLarge, "PDF 有 %d 页，超过 %d 页的上限，请拆分后再导入。", count.PageCount, s.limits.Pages)
	}
	if meta, err := e.instance.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: doc.Document, Tag: "Title"}); err == nil {
		s.title = clean(meta.Value)
	}
	l := newLayout(s)
	blank, bad := 0, 0
	for i := range count.PageCount {
		if s.ctx.Err() != nil {
			return s.ctx.Err()
		}
		page, err := e.page(doc.Document, i)
		switch {
		case err != nil:
			bad++
			continue
		case len(page.pieces) == 0:
			blank++
		}
		if !l.add(page) {
			return s.err
		}
	}
	if bad == count.PageCount {
		return refuse(CodeBroken, "PDF 已损坏，每一页都读不出来。")
	}
	if blank+bad == count.PageCount {
		return refuse(CodeNoText, "PDF 里没有文字，可能是扫描件；请先做文字识别（OCR）。")
	}
	if bad > 0 {
		s.warn("有 %d 页已损坏，没有读取。", bad)
	}
	if blank > 0 {
		s.warn("有 %d 页没有文字，可能是图片。", blank)
	}
	l.blocks()
	return s.err
}

// page takes what stands on one page, from the left below, in points.
func (e *engine) page(doc references.FPDF_DOCUMENT, i int) (pdfPage, error) {
	loaded, err := e.instance.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: i})
	if err != nil {
		return pdfPage{}, fmt.Errorf("load page: %w", err)
	}
	defer func() { _, _ = e.instance.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}) }()
	ref := requests.Page{ByReference: &loaded.Page}
	out := pdfPage{number: i + 1}
	turn := 0
	if r, err := e.instance.FPDFPage_GetRotation(&requests.FPDFPage_GetRotation{Page: ref}); err == nil {
		turn = int(r.PageRotation)
	}
	size, err := e.instance.FPDF_GetPageSizeByIndex(&requests.FPDF_GetPageSizeByIndex{Document: doc, Index: i})
	if err == nil {
		out.width, out.height = size.Width, size.Height
	}
	text, err := e.instance.GetPageTextStructured(&requests.GetPageTextStructured{
		Page: ref, Mode: requests.GetPageTextStructuredModeRects, CollectFontInformation: true,
	})
	if err != nil {
		return pdfPage{}, fmt.Errorf("read page: %w", err)
	}
	for _, r := range text.Rects {
		out.pieces = append(out.pieces, pieceOf(r, turn, out.width, out.height))
	}
	if meeting(out.pieces) {
		e.exactly(ref, out.pieces)
	}
	if e.mayHoldTable(ref, &out) {
		out.rules = e.rules(ref, turn, out.width, out.height)
	}
	return out, nil
}

func pieceOf(r *responses.GetPageTextStructuredRect, turn int, width, height float64) glyphs {
	g := glyphs{
		box:  turned(box{r.PointPosition.Left, r.PointPosition.Bottom, r.PointPosition.Right, r.PointPosition.Top}, turn, width, height),
		text: strings.ToValidUTF8(r.Text, ""),
	}
	if f := r.FontInformation; f != nil {
		g.size = f.Size
		name := strings.ToLower(f.Name)
		g.bold = f.Weight >= 600 || strings.Contains(name, "bold") || strings.Contains(name, "hei") || strings.Contains(name, "黑")
	}
	return g
}

// turned maps a box from a page turned by quarter turns to what is seen; width and height are those that are seen.
func turned(b box, turn int, width, height float64) box {
	switch turn & 3 {
	case 1:
		b = box{b.y0, height - b.x1, b.y1, height - b.x0}
	case 2:
		b = box{width - b.x1, height - b.y1, width - b.x0, height - b.y0}
	case 3:
		b = box{width - b.y1, b.x0, width - b.y0, b.x1}
	}
	return b
}

// mayHoldTable says whether to look for the lines of a table: text stands side by side, or more is drawn than text.
func (e *engine) mayHoldTable(page requests.Page, p *pdfPage) bool {
	if p.columnar() {
		return true
	}
	const lines = 6 // a frame with one line across and one down
	count, err := e.instance.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	return err == nil && count.Count >= len(p.pieces)+lines
}

// mostObjects is how many drawn objects of a page are looked at for the lines of a table.
const mostObjects = 5000

// rules finds the drawn lines of a page, each as a thin box.
func (e *engine) rules(page requests.Page, turn int, width, height float64) []box {
	count, err := e.instance.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err != nil || count.Count > mostObjects {
		return nil
	}
	var out []box
	for i := range count.Count {
		object, err := e.instance.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
		if err != nil {
			continue
		}
		kind, err := e.instance.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object.PageObject})
		if err != nil || int(kind.Type) != pathObject {
			continue
		}
		b, err := e.instance.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: object.PageObject})
		if err != nil {
			continue
		}
		out = append(out, edges(turned(box{float64(b.Left), float64(b.Bottom), float64(b.Right), float64(b.Top)}, turn, width, height))...)
	}
	return out
}

const pathObject = 2 // FPDF_PAGEOBJ_PATH

// edges are the lines that a drawn path shows: itself when it is thin, else the four sides of its frame.
func edges(b box) []box {
	const thin = 3
	w, h := b.x1-b.x0, b.y1-b.y0
	switch {
	case w <= thin && h <= thin:
		return nil
	case w <= thin || h <= thin:
		return []box{b}
	}
	return []box{{b.x0, b.y0, b.x1, b.y0}, {b.x0, b.y1, b.x1, b.y1}, {b.x0, b.y0, b.x0, b.y1}, {b.x1, b.y0, b.x1, b.y1}}
}
