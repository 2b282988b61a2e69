import type { ActivityDefinitions } from '../activity-definition.ts'

/** Against an opponent, out in nature, and what fits nowhere. */
export const other: ActivityDefinitions = {
  archery: {
    healthkitValue: 2,
    names: ['Bogenschießen', 'Tir à l’arc', 'Tiro con arco', 'アーチェリー', '射箭', '양궁'],
  },
  boxing: {
    healthkitValue: 8,
    names: ['Boxen', 'Boxe', 'Boxeo', 'Pugilato', 'Boksen', 'ボクシング', '拳击', '拳擊', '복싱'],
  },
  climbing: {
    healthkitValue: 9,
    names: [
      ...['rock climbing', 'bouldering', 'Klettern', 'Bouldern', 'Escalade', 'Escalada', 'Arrampicata'],
      ...['Klimmen', 'クライミング', '攀岩', '攀登', '클라이밍'],
    ],
  },
  equestrian_sports: {
    healthkitValue: 17,
    names: [
      ...['horse riding', 'horseback riding', 'Reiten', 'Reitsport', 'Équitation', 'Equitación'],
      ...['Equitazione', 'Hipismo', 'Paardrijden', '乗馬', '马术', '馬術', '승마'],
    ],
  },
  fencing: {
    healthkitValue: 18,
    names: ['Fechten', 'Escrime', 'Esgrima', 'Scherma', 'Schermen', 'フェンシング', '击剑', '擊劍', '펜싱'],
  },
  fishing: {
    healthkitValue: 19,
    names: ['Angeln', 'Pêche', 'Pesca', 'Vissen', '釣り', '钓鱼', '釣魚', '낚시'],
  },
  hunting: {
    healthkitValue: 26,
    names: ['Jagd', 'Jagen', 'Chasse', 'Caza', 'Caccia', 'Caça', '狩猟', '狩猎', '사냥'],
  },
  kickboxing: {
    healthkitValue: 65,
    names: ['kick boxing', 'Kickboxen', 'キックボクシング', '自由搏击', '킥복싱'],
  },
  martial_arts: {
    healthkitValue: 28,
    names: [
      ...['Kampfsport', 'Arts martiaux', 'Artes marciales', 'Arti marziali', 'Artes marciais'],
      ...['Vechtsport', '格闘技', '武术', '武術', '무술'],
    ],
  },
  play: { healthkitValue: 32, names: ['Spielen', 'Jouer', 'Jugar', '遊び'] },
  wrestling: {
    healthkitValue: 56,
    names: ['Ringen', 'Lutte', 'Lucha', 'Lotta', 'Luta', 'Worstelen', 'レスリング', '摔跤', '레슬링'],
  },
  other: {
    healthkitValue: 3000,
    names: [
      ...['other workout', 'workout', 'Sonstige', 'Sonstiges', 'Andere', 'Anderes Training', 'Training'],
      ...['Autre', 'Autre exercice', 'Otro', 'Otros', 'Otro entrenamiento', 'Altro', 'Outro', 'Outros'],
      ...['Overig', 'Anders', 'その他', 'その他のワークアウト', '其他', '其它', '其他体能训练', '기타'],
      ...['기타 운동'],
    ],
  },
}
