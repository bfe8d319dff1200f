/** The words that shops write for each category, in English and Korean. Plurals in s need no entry. */

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

export const clothesWords = words(`
  clothes clothing apparel garment outerwear menswear womenswear sportswear activewear loungewear
  knitwear swimwear sleepwear nightwear underwear lingerie dress gown skirt shirt tee blouse polo top
  trouser pants jeans denim chino legging shorts jacket coat trench blazer suit parka anorak cardigan
  sweater jumper pullover hoodie sweatshirt knit vest waistcoat jumpsuit romper bodysuit overall
  dungarees pyjama pajama robe kimono hanbok bikini swimsuit uniform
  의류 옷 원피스 드레스 치마 스커트 셔츠 블라우스 바지 팬츠 슬랙스 레깅스 데님 재킷 자켓 코트 점퍼 패딩
  가디건 카디건 니트 스웨터 맨투맨 후드 후디 조끼 정장 수트 상의 하의 아우터 한복 수영복 속옷 잠옷 파자마
  점프수트 운동복 반팔 긴팔 민소매
`)

export const shoeWords = words(`
  shoe footwear sneaker trainer boot bootie sandal heel pump loafer slipper mule brogue clog espadrille
  moccasin stiletto flip-flop slip-on
  신발 구두 운동화 스니커즈 부츠 샌들 슬리퍼 로퍼 하이힐 미들힐 펌프스 슈즈 단화 워커
`)

export const bagWords = words(`
  bag handbag backpack rucksack tote clutch purse wallet satchel crossbody messenger pouch luggage
  suitcase briefcase duffel holdall
  가방 백팩 토트백 숄더백 크로스백 에코백 핸드백 미니백 버킷백 클러치 지갑 파우치 캐리어 배낭
`)

export const watchWords = words(`
  watch wristwatch smartwatch timepiece chronograph jewellery jewelry jewel ring earring necklace
  bracelet bangle anklet pendant brooch choker cufflink
  시계 워치 주얼리 쥬얼리 보석 목걸이 반지 팔찌 귀걸이 귀고리 이어링 발찌 펜던트 브로치
`)

export const otherWords = words(`
  accessory accessories hat cap beanie scarf scarves shawl belt glove sunglasses glasses eyewear tie
  umbrella sock hosiery cosmetics
  액세서리 악세서리 악세사리 잡화 모자 스카프 머플러 벨트 장갑 선글라스 안경 넥타이 우산 양말 화장품
`)
