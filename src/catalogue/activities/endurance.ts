import type { ActivityDefinitions } from '../activity-definition.ts'

/** Under one's own steam over a distance, or on a machine that stands in for it. */
export const endurance: ActivityDefinitions = {
  walking: {
    healthkitValue: 52,
    names: [
      ...[
        'nordic walking',
        'walk',
        'Gehen',
        'Spaziergang',
        'Spazieren',
        'Spazierengehen',
        'Walken',
        'Walking pad',
        'Marche',
      ],
      ...['Marche à pied', 'Promenade', 'Caminar', 'Caminata', 'Andar', 'Paseo', 'Camminata', 'Camminare'],
      ...['Passeggiata', 'Caminhada', 'Caminhar', 'Wandelen', 'Wandeling', 'ウォーキング', '徒歩', '歩行'],
      ...['散歩', '步行', '走路', '行走', '散步', '健走', '걷기', '산책', '워킹'],
    ],
  },
  running: {
    healthkitValue: 37,
    names: [
      ...[
        'trail running',
        'trail run',
        'tapis roulant',
        'run',
        'jog',
        'Jogging',
        'treadmill',
        'Laufen',
        'Lauf',
        'Joggen',
        'Laufband',
        'Course',
      ],
      ...['Course à pied', 'Courir', 'Correr', 'Carrera', 'Corsa', 'Correre', 'Corrida', 'Hardlopen'],
      ...['Hardloop', 'Rennen', 'ランニング', 'ジョギング', '跑步', '慢跑', '달리기', '러닝', '조깅'],
    ],
  },
  cycling: {
    healthkitValue: 13,
    names: [
      ...[
        'mountain biking',
        'mountain bike',
        'Mountainbiken',
        'cycle',
        'bike',
        'biking',
        'bike ride',
        'ride',
        'bicycling',
        'spinning',
        'Radfahren',
        'Radfahrt',
      ],
      ...['Fahrradfahren', 'Rad', 'Fahrrad', 'Vélo', 'Cyclisme', 'Ciclismo', 'Bicicleta', 'Bici'],
      ...['Bicicletta', 'Pedalada', 'Pedalar', 'Fietsen', 'Wielrennen', 'サイクリング', '自転車', '骑行'],
      ...['骑车', '骑自行车', '单车', '自行车', '騎行', '騎車', '單車', '自行車', '사이클링', '자전거'],
      ...['자전거 타기', '사이클'],
    ],
  },
  hiking: {
    healthkitValue: 24,
    names: [
      ...['hike', 'Wandern', 'Wanderung', 'Randonnée', 'Randonnée pédestre', 'Senderismo', 'Excursionismo'],
      ...['Escursionismo', 'Escursione', 'Trilha', 'Trekking', 'Hiken', 'Wandeltocht', 'ハイキング'],
      ...['登山', '徒步', '远足', '健行', '遠足', '하이킹', '등산'],
    ],
  },
  elliptical: {
    healthkitValue: 16,
    names: [
      ...['elliptical trainer', 'cross trainer', 'Ellipsentrainer', 'Elliptique', 'Vélo elliptique'],
      ...['Elíptica', 'Ellittica', 'Elíptico', 'Ellipstrainer', 'Elliptisch', 'エリプティカル'],
      ...['クロストレーナー', '椭圆机', '椭圆训练机', '橢圓機', '일립티컬', '엘립티컬'],
    ],
  },
  stair_climbing: {
    healthkitValue: 44,
    names: [
      ...['stair stepper', 'stair climber', 'stepper', 'Treppensteigen', 'Stepper-Training'],
      ...['Escalade d’escaliers', 'Montée d’escaliers', 'Subir escaleras', 'Escaladora', 'Salita scale'],
      ...['Stepper (scale)', 'Subir escadas', 'Traplopen', '階段昇降', 'ステアステッパー', '踏步机'],
      ...['爬楼梯', '爬楼', '爬樓梯', '계단 오르기', '스테퍼'],
    ],
  },
  stairs: {
    healthkitValue: 68,
    names: [
      ...['Treppen', 'Escaliers', 'Escaleras', 'Scale', 'Escadas', 'Trappen', '階段', '楼梯', '樓梯'],
      ...['계단'],
    ],
  },
  hand_cycling: {
    healthkitValue: 74,
    names: [
      ...['hand bike', 'Handbike', 'Vélo à main', 'Handfietsen', 'ハンドサイクリング', '手摇车'],
      ...['핸드사이클링'],
    ],
  },
  wheelchair_walk_pace: {
    healthkitValue: 70,
    names: [
      ...['wheelchair', 'wheelchair walk', 'Rollstuhl', 'Rollstuhl Gehtempo', 'Fauteuil roulant'],
      ...['Silla de ruedas', 'Sedia a rotelle', 'Cadeira de rodas', 'Rolstoel', '車いす', '轮椅', '휠체어'],
    ],
  },
  wheelchair_run_pace: { healthkitValue: 71, names: ['wheelchair run', 'Rollstuhl Lauftempo'] },
  track_and_field: {
    healthkitValue: 49,
    names: ['Leichtathletik', 'Athlétisme', 'Atletismo', 'Atletica', 'Atletiek', '陸上競技', '田径', '육상'],
  },
  swim_bike_run: {
    healthkitValue: 82,
    names: [
      ...['multisport', 'triathlon', 'Triatlón', 'Triatlo', 'トライアスロン', '铁人三项', '鐵人三項'],
      ...['철인 3종'],
    ],
  },
  transition: {
    healthkitValue: 83,
    names: ['Wechsel', 'Transición', 'Transizione', 'Transição', 'Overgang'],
  },
}
