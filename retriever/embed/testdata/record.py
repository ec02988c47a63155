"""Records what the reference implementations make of the texts below. usage: record.py ASSETS (see README.md)"""

import base64
import json
import random
import sys

import numpy
import onnxruntime
from tokenizers import Tokenizer, normalizers, pre_tokenizers

TAX = """
小规模纳税人月销售额多少可以免增值税
个人所得税专项附加扣除包括哪些项目？
数电票开错了怎么红冲，要不要对方确认？
二手房交易要交哪些税，契税是1%还是1.5%？
年终奖单独计税和并入综合所得哪个划算
研发费用加计扣除比例是100%吗，什么时候到期
公司注销之前税务上要办哪些手续
增值税一般纳税人登记标准是年应征增值税销售额500万元
小微企业年应纳税所得额不超过300万元的部分，减按25%计入应纳税所得额，按20%的税率缴纳企业所得税。
自2023年1月1日至2027年12月31日，对月销售额10万元以下（含本数）的增值税小规模纳税人，免征增值税。
《中华人民共和国增值税法》自2026年1月1日起施行。
财政部 税务总局公告2023年第12号
财税〔2016〕36号附件1第二条第（三）项
国家税务总局公告2021年第17号——关于发布《研发费用税前加计扣除新政指引》的公告
应纳税额＝销售额÷（1＋征收率）×征收率
印花税按合同金额的万分之三贴花，0.3‰
房产税从价计征：房产原值×（1-30%）×1.2%
城镇土地使用税、车船税、环境保护税、资源税、烟叶税、船舶吨税
纳税人识别号：91340100MA2TABCD0X
我在合肥市蜀山区上班，个税APP里任职受雇单位不对怎么办？
老板跑路了工资没发，个税里还有收入记录，能申诉吗
e税通、电子税务局、12366热线都打不通
发票代码034001900104，发票号码00012345
社保费缴费基数上限和下限分别是多少
灵活就业人员医保能不能在支付宝上交
残疾人就业保障金减免政策，30人（含）以下企业免征
出口退（免）税备案表在哪里下载
A105000《纳税调整项目明细表》第30行怎么填
企业所得税汇算清缴A类申报表（A100000）
留抵退税的条件：信用等级A级或B级，36个月内未骗取退税
""".strip().split("\n")

OTHER = r"""
Value-added tax (VAT) is levied on goods & services.
How do I file my IIT return?  I'm a non-resident.
e-Tax: https://etax.example.gov.cn/xxmh/html/index.html?x=1&y=2#top
someone@example.com, +86-551-12366
WeChat pay / Alipay / UnionPay
PDF, OFD, XML; UKey; CA
R&D superdeduction: 100% (2023-2027)
C++ and C# vs. Go1.26
don't can't won't it's
USD 1,234,567.89 = CNY ￥8,888,888.88
x86_64 AVX-512 VNNI int8
IPv6 2001:0db8:85a3::8a2e:0370:7334
unbelievable antidisestablishmentarianism internationalization
THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG
iPhone15ProMax手机壳
T恤、K歌、卡拉OK、AA制、B超、X光
[CLS] 这不是特殊符号 [SEP] [MASK] [UNK] [PAD]
[cls] [sep] [mask] [unk] [pad] <S> <T>
[unused1] [unused99] ##a ## #
Ａ１０５０００ ＶＡＴ ｅ税通 ＡＰＰ（１）
１２３４５６７８９０％‰℃㎡㎏№①②③⑩ⅠⅡⅣ㈠㈱
café naïve résumé Ångström Zürich São Paulo
CAFÉ NAÏVE RÉSUMÉ ÅNGSTRÖM ZÜRICH
cafe\u0301 nai\u0308ve a\u030a
İstanbul ISPARTA ığdır straße STRASSE ẞ
ΑΒΓ Σίσυφος ΟΔΥΣΣΕΥΣ
Привет МИР Ёлка
العربية עברית ไทย हिन्दी
こんにちは カタカナ ﾊﾝｶｸ ゙ガ
안녕하세요 한국어
😀😃😄 收到👌🏻 👨‍👩‍👧‍👦 🇨🇳 ❤️
→ ← ↑ ↓ ★ ☆ ■ □ ▲ △ ◆ ◇ ○ ● ※ § ¶
。，、；：？！“”‘’（）《》〈〉【】〔〕「」『』——…·～
.,;:?!"'()<>[]{}-_+=*/\\|@#$%^&`~
¥ € £ ¢ ₩ © ® ™ ° ± × ÷ µ ½ ¼ ² ³
㐀㐁䶵 𠀀𠮷𪛖 𫝀 豈更車 丽丸
龘靐齉爩 囧槑烎 犇猋骉 亖卍卐
〇二〇二三年 々〆ヶ ㄅㄆㄇ
\u3000全角空格\u3000\u3000开头
a\u00a0b\u2002c\u2003d\u2009e\u202ff\u205fg
tab\there\nnewline\r\nreturn\rend
nul\u0000in\u0001the\u0008middle\u001f\u007f\u0085end
零\u200b宽\u200c空\u200d格\u2060和\ufeffBOM
\u202e从右到左\u202c \u2066隔离\u2069
软\u00ad连\u00ad字符 soft\u00adhyphen
替换字符\ufffd与私用区\ue000\uf8ff
\U000f0000\U0010fffd 补充私用区
变体\ufe0f选择\U000e0100符
\u2028行\u2029段
\u0378\u0530未分配
\u0301\u0302开头是组合符号
a\u0301\u0302\u0303b
\u1100\u1161\u11a8 각
ﬁ ﬂ ﬃ ĳ ǆ
ᏣᎳᎩ ꮳꮃꭹ Ⴀ ⴀ
""".strip("\n").split("\n")


def texts():
    lines = [""] + TAX + [line.encode("latin1", "backslashreplace").decode("unicode_escape") if "\\" in line else line for line in OTHER]
    lines += [" ", "\n\t ", "。", "税", "A", "\u0000", "##", "...", "，，，"]
    lines += ["a" * n for n in (1, 20, 99, 100, 101, 102, 500)]
    lines += ["é" * 100, "é" * 101, "1" * 100, "1" * 101, "_" * 120, "x" * 100 + "。" + "y" * 101, "\u0301" * 101]
    lines += ["A1" * 50, "税a" * 120, "a税" * 120, "z" * 60 + "\u200b" * 60 + "z" * 40]
    for n in (509, 510, 511, 512, 600, 2000):
        lines.append("增值税" * (n // 3) + "税" * (n % 3))
    lines += ["hello world " * 300, "unbelievable " * 200, "3.14," * 200, " ".join(TAX) + " ".join(TAX)]
    dice = random.Random(20231123)
    pieces = TAX + OTHER[:30]
    glue = ["", " ", "，", "\u3000", "\t", "\n", "/", "-", "\u200b", "（", "😀", "\u0301", "VAT", "2023"]
    while len(lines) < 360:
        parts = []
        for _ in range(dice.randint(1, 5)):
            piece = dice.choice(pieces)
            at = dice.randrange(len(piece))
            parts.append(piece[at:at + dice.randint(1, 18)])
            parts.append(dice.choice(glue))
        lines.append(dice.choice([str, str.upper, str.title])("".join(parts)))
    return lines


def tokenizers(folder):
    with open(f"{folder}/bge-small-zh-v1.5-q-tokenizer.json", encoding="utf8") as file:
        shipped = json.load(file)
    plain = Tokenizer.from_str(json.dumps(shipped))
    shipped["normalizer"].update(lowercase=True, strip_accents=True)
    return plain, Tokenizer.from_str(json.dumps(shipped))


lower = normalizers.Lowercase().normalize_str


def record_ids(plain, bert):
    for tokenizer in plain, bert:
        tokenizer.enable_truncation(512)
    with open("wordpiece.jsonl", "w", encoding="utf8") as out:
        for text in texts():
            row = {"text": text, "ids": plain.encode(lower(text)).ids}
            other = bert.encode(lower(text)).ids
            if other != row["ids"]:
                row["bert"] = other
            out.write(json.dumps(row, separators=(",", ":")) + "\n")


def record_classes():
    """The class of every code point that is not simply part of a word, as ranges."""
    normalize = normalizers.BertNormalizer(True, True, False, False).normalize_str
    split = pre_tokenizers.BertPreTokenizer().pre_tokenize_str

    def class_of(char):
        folded = normalize(f"a{char}b")
        if folded == "ab":
            return "dropped"
        if len(split(folded)) == 2:
            return "space"
        if folded == f"a {char} b":
            return "chinese"
        return "punctuation" if len(split(folded)) == 3 else None

    rows = []
    for code in range(0x110000):
        name = None if 0xD800 <= code < 0xE000 else class_of(chr(code))
        if rows and rows[-1][1:] == [code - 1, name]:
            rows[-1][1] = code
        elif name:
            rows.append([code, code, name])
    with open("classes.tsv", "w", encoding="utf8") as out:
        out.writelines(f"{first:x}\t{last:x}\t{name}\n" for first, last, name in rows)


def record_vectors(folder, plain):
    plain.enable_truncation(256)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(f"{folder}/bge-small-zh-v1.5-q.onnx", options, ["CPUExecutionProvider"])
    rows = []
    for text in TAX[:16] + OTHER[:3] + ["增值税法" * 100]:
        ids = numpy.array([plain.encode(lower(text)).ids], dtype=numpy.int64)
        feed = {"input_ids": ids, "attention_mask": numpy.ones_like(ids), "token_type_ids": numpy.zeros_like(ids)}
        vector = session.run(None, feed)[0][0][0].astype(numpy.float64)
        vector /= numpy.linalg.norm(vector)
        packed = numpy.rint(vector * 32767).astype("<i2").tobytes()
        rows.append({"text": text, "vector": base64.b64encode(packed).decode()})
    with open("vectors.json", "w", encoding="utf8") as out:
        json.dump(rows, out, ensure_ascii=False, indent=0)


def main():
    plain, bert = tokenizers(sys.argv[1])
    record_ids(plain, bert)
    record_classes()
    record_vectors(sys.argv[1], plain)


main()
