package spelling

import (
	"slices"
	"strings"
)

// runeSet is a set of characters that is written once and read by many.
type runeSet map[rune]struct{}

func newRuneSet(s string) runeSet {
	set := make(runeSet, len(s)/3)
	for _, r := range s {
		set[r] = struct{}{}
	}
	return set
}

func (s runeSet) has(r rune) bool {
	_, ok := s[r]
	return ok
}

var (
	// functional characters hold sentences together: particles, pronouns, adverbs, prepositions, question words.
	functional = newRuneSet("的地得了着过吗呢吧啊呀嘛么之是在有无没不未非别我你您他她它们俺咱这那哪谁啥什怎几多少" +
		"个和与及或跟同就都也还又再才只要会能可应该须被把给让对从向到往由按为因所以而且但如若则并仅均凡各每某本其此次另" +
		"上下中里外内前后左右间时候很太更最先已刚像去来即自原仍第")

	// freeStanding characters are common one-character words besides. That such a character stands beside a stranger
	// proves nothing.
	freeStanding = newRuneSet("年月日天号点分元块毛角钱人家说看想做用请问叫好新老旧大小高低正真全满够超比将" +
		"曾代忘免减记交报开收缴办买卖补退领填查写打算付发租借签改选当差找存取送转罚抵售购建水电房车厂店货书税费票" +
		"版档次份张套户笔项条款种类台辆栋层位名批期届步页本册")

	// surnames are the common ones. Two characters after a surname may be a given name, whatever they sound like.
	surnames = newRuneSet("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈" +
		"姚卢姜崔钟谭陆汪范金石廖贾夏韦方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱严覃武戴莫孔汤")

	// negations and counterparts turn a term into another; leaving one out or in is never taken for a slip.
	negations = newRuneSet("不非未无免没否勿莫别难可能应须")

	// numerals are never touched.
	numerals = newRuneSet("0123456789０１２３４５６７８９%％‰〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟半")
)

// variants are characters that stand for each other in accepted spelling: 查帐 is not wrong and stays.
var variants = pairs("账帐 交缴 订定 做作 份分 他她它 那哪 两二 象像 唯惟 纪记 征徵 迭叠 于於 余馀 吗嘛 的地得")

// lookalikes are characters that the eye or a handwriting pad takes for each other, in groups.
var lookalikes = pairs("己已巳 末未 免兔 拆折析 赁贷货凭 税脱锐悦 缴激檄 征证怔 契挈锲 销消锁硝 票漂飘 专传转 额颜顾 项顶顷 抵低底 纳钠讷 附咐 扣叩 " +
	"除徐涂 清请情晴 算箅 汇江汪 冲仲种 申由甲电 报极服 规现视 模摸馍膜 局居屈 印卬 产严 购沟构够 置直值植 增赠 瞻赡檐 育肓 养着 住往佳注 租祖组阻 " +
	"金全 利刊 息思恩 保堡葆 险捡检验俭 社杜 城诚 土士 工干千 使便侠 用甩 般船股舱 环坏怀 护沪 境镜 留溜 期欺斯棋 延廷诞 罚罗 处外 逾愈偷 " +
	"虚虑虎 信倍 复夏履 查杏香 收攻牧 管菅官 理埋 法去 户尸 介个 体休本 商高 业亚 劳芳荣 酬洲 奖浆桨 年午牛 综终棕 合舍含 得碍 减咸 徽微徵 " +
	"型刑形 研妍 发友 费贵资 股肢 权杈仅 易昜赐 退追迫 近返进 运远 升开并 具县贝 字宇学 据剧 子于了 普晋善 通适 平乎 台合抬 协胁 议义仪 " +
	"方万力 签笺 完玩宗 农衣 季李秀 亏亐 损捐涓 弥称 洁结")

// pairs reads groups: for each character the others of its groups.
func pairs(groups string) map[rune][]rune {
	set := make(map[rune][]rune)
	for _, group := range strings.Fields(groups) {
		for _, a := range group {
			for _, b := range group {
				if a != b {
					set[a] = append(set[a], b)
				}
			}
		}
	}
	return set
}

func isVariant(a, b rune) bool   { return slices.Contains(variants[a], b) }
func isLookalike(a, b rune) bool { return slices.Contains(lookalikes[a], b) }
