import type { ActivityDefinitions } from '../activity-definition.ts'

/** In and on water, ice and snow. */
export const waterAndSnow: ActivityDefinitions = {
  swimming: {
    healthkitValue: 46,
    names: [
      ...['swim', 'Schwimmen', 'Natation', 'Nage', 'Nager', 'Natación', 'Nadar', 'Nado', 'Nuoto'],
      ...['Nuotare', 'Natação', 'Zwemmen', '水泳', 'スイミング', '游泳', '수영'],
    ],
  },
  rowing: {
    healthkitValue: 35,
    names: [
      ...[
        'row',
        'rower',
        'Rudern',
        'Rudergerät',
        'Roeimachine',
        'Aviron',
        'Rameur',
        'Remo',
        'Remar',
        'Canottaggio',
      ],
      ...['Vogatore', 'Roeien', 'ローイング', 'ボート漕ぎ', '划船', '划船机', '劃船', '划船機', '로잉'],
      ...['조정', '로잉 머신'],
    ],
  },
  paddle_sports: {
    healthkitValue: 31,
    names: [
      ...['paddling', 'paddle', 'kayaking', 'canoeing', 'stand up paddling', 'Paddeln', 'Kajak', 'Kayak'],
      ...['Kajakken', 'Kajakfahren', 'パドルスポーツ', '划桨运动', '패들 스포츠'],
    ],
  },
  sailing: {
    healthkitValue: 38,
    names: ['Segeln', 'Voile', 'Navegación a vela', 'Vela', 'Zeilen', 'セーリング', '帆船', '요트', '세일링'],
  },
  surfing_sports: {
    healthkitValue: 45,
    names: ['surfing', 'surf', 'kitesurfing', 'windsurfing', 'Surfen', 'サーフィン', '冲浪', '衝浪', '서핑'],
  },
  water_fitness: {
    healthkitValue: 53,
    names: [
      ...['aqua fitness', 'aqua aerobics', 'Wassergymnastik', 'Aquagym', 'アクアフィットネス', '水中健身'],
      ...['수중 운동'],
    ],
  },
  water_polo: {
    healthkitValue: 54,
    names: ['Wasserball', 'Waterpolo', 'Pallanuoto', 'Polo aquático', '水球', '수구'],
  },
  water_sports: {
    healthkitValue: 55,
    names: [
      ...['Wassersport', 'Sports nautiques', 'Deportes acuáticos', 'Sport acquatici', 'Watersport'],
      ...['水上运动'],
    ],
  },
  underwater_diving: {
    healthkitValue: 84,
    names: [
      ...['diving', 'scuba diving', 'free diving', 'snorkeling', 'Tauchen', 'Plongée'],
      ...['Plongée sous-marine', 'Buceo', 'Immersione', 'Immersioni', 'Mergulho', 'Duiken', 'ダイビング'],
      ...['潜水', '潛水', '다이빙'],
    ],
  },
  cross_country_skiing: {
    healthkitValue: 60,
    names: [
      ...['nordic skiing', 'Langlauf', 'Skilanglauf', 'Ski de fond', 'Esquí de fondo', 'Sci di fondo'],
      ...['Esqui cross-country', 'Langlaufen', 'クロスカントリースキー', '越野滑雪', '크로스컨트리 스키'],
    ],
  },
  downhill_skiing: {
    healthkitValue: 61,
    names: [
      ...['skiing', 'ski', 'alpine skiing', 'Skifahren', 'Ski alpin', 'Abfahrtslauf', 'Esquí'],
      ...['Esquí alpino', 'Sci', 'Sci alpino', 'Esqui alpino', 'Skiën', 'Alpineskiën', 'スキー', '滑雪'],
      ...['高山滑雪', '스키', '활강 스키'],
    ],
  },
  snowboarding: {
    healthkitValue: 67,
    names: ['snowboard', 'Snowboarden', 'スノーボード', '单板滑雪', '單板滑雪', '스노보드'],
  },
  snow_sports: {
    healthkitValue: 40,
    names: [
      ...['snowshoeing', 'Wintersport', 'Schneesport', 'Sports de neige', 'スノースポーツ', '雪上运动'],
      ...['눈 스포츠'],
    ],
  },
  skating_sports: {
    healthkitValue: 39,
    names: [
      ...['skating', 'ice skating', 'inline skating', 'roller skating', 'skateboarding', 'Eislaufen'],
      ...['Inlineskaten', 'Patinage', 'Patinaje', 'Pattinaggio', 'Patinação', 'Schaatsen', 'スケート'],
      ...['滑冰', '溜冰', '스케이팅'],
    ],
  },
  curling: { healthkitValue: 12, names: ['カーリング', '冰壶', '冰壺', '컬링'] },
}
