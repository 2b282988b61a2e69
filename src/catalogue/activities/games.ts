import type { ActivityDefinitions } from '../activity-definition.ts'

/** With a ball, a racket or a disc. The football of the world is soccer; HealthKit names the American one in full. */
export const games: ActivityDefinitions = {
  american_football: {
    healthkitValue: 1,
    names: ['football american', 'アメリカンフットボール', '美式橄榄球', '미식축구'],
  },
  australian_football: { healthkitValue: 3, names: ['football australian', 'オーストラリアンフットボール'] },
  badminton: { healthkitValue: 4, names: ['Federball', 'Bádminton', 'バドミントン', '羽毛球', '배드민턴'] },
  baseball: { healthkitValue: 5, names: ['Béisbol', 'Beisebol', 'Honkbal', '野球', '棒球', '야구'] },
  basketball: {
    healthkitValue: 6,
    names: [
      ...['Baloncesto', 'Pallacanestro', 'Basquete', 'Basketbal', 'バスケットボール', '篮球', '籃球'],
      ...['농구'],
    ],
  },
  bowling: {
    healthkitValue: 7,
    names: ['Kegeln', 'Bolos', 'Boliche', 'ボウリング', '保龄球', '保齡球', '볼링'],
  },
  cricket: { healthkitValue: 10, names: ['Críquet', 'クリケット', '板球', '크리켓'] },
  disc_sports: {
    healthkitValue: 75,
    names: ['frisbee', 'frisbee disc', 'ultimate frisbee', 'ディスクスポーツ', '飞盘'],
  },
  golf: {
    healthkitValue: 21,
    names: ['golfing', 'Golfen', 'Golfe', 'ゴルフ', '高尔夫', '高尔夫球', '高爾夫球', '골프'],
  },
  handball: {
    healthkitValue: 23,
    names: ['Balonmano', 'Pallamano', 'Handebol', 'Handbal', 'ハンドボール', '手球', '핸드볼'],
  },
  hockey: {
    healthkitValue: 25,
    names: ['ice hockey', 'roller hockey', 'field hockey', 'Eishockey', 'ホッケー', '曲棍球', '冰球', '하키'],
  },
  lacrosse: { healthkitValue: 27, names: ['ラクロス', '长曲棍球', '라크로스'] },
  pickleball: { healthkitValue: 79, names: ['ピックルボール', '匹克球', '피클볼'] },
  racquetball: { healthkitValue: 34, names: ['ラケットボール', '短柄墙球', '라켓볼'] },
  rugby: { healthkitValue: 36, names: ['ラグビー', '橄榄球', '橄欖球', '럭비'] },
  soccer: {
    healthkitValue: 41,
    names: ['football', 'Fußball', 'Fútbol', 'Calcio', 'Futebol', 'Voetbal', 'サッカー', '足球', '축구'],
  },
  softball: { healthkitValue: 42, names: ['Sóftbol', 'ソフトボール', '垒球', '壘球', '소프트볼'] },
  squash: { healthkitValue: 43, names: ['スカッシュ', '壁球', '스쿼시'] },
  table_tennis: {
    healthkitValue: 47,
    names: [
      ...['ping pong', 'Tischtennis', 'Tennis de table', 'Tenis de mesa', 'Tennistavolo', 'Tafeltennis'],
      ...['卓球', '乒乓球', '桌球', '탁구'],
    ],
  },
  tennis: { healthkitValue: 48, names: ['Tenis', 'Tênis', 'テニス', '网球', '網球', '테니스'] },
  volleyball: {
    healthkitValue: 51,
    names: ['Voleibol', 'Vóley', 'Pallavolo', 'Vôlei', 'Volleybal', 'バレーボール', '排球', '배구'],
  },
}
