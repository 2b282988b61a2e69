import type { ActivityDefinitions } from '../activity-definition.ts'

/** For strength, breath, balance and calm: what is mostly done in one place. */
export const training: ActivityDefinitions = {
  functional_strength_training: {
    healthkitValue: 20,
    names: [
      ...['functional training', 'calisthenics', 'Funktionelles Krafttraining', 'Funktionstraining'],
      ...['Funktionales Krafttraining', 'Funktionales Training'],
      ...['Musculation fonctionnelle', 'Renforcement fonctionnel', 'Entraînement fonctionnel'],
      ...['Entraînement fonctionnel de musculation', 'Entrenamiento funcional', 'Fuerza funcional'],
      ...['Entrenamiento de fuerza funcional', 'Allenamento funzionale'],
      ...['Allenamento funzionale della forza', 'Treino funcional', 'Treino de força funcional'],
      ...['Functionele krachttraining', 'Functionele training', '機能的筋力トレーニング'],
      ...['ファンクショナル筋力トレーニング', '功能性力量训练', '功能性肌力訓練', '기능적 근력 강화 운동'],
      ...['기능성 근력 운동', '기능성 근력 강화'],
    ],
  },
  traditional_strength_training: {
    healthkitValue: 50,
    names: [
      ...['strength training', 'strength', 'weight training', 'weightlifting', 'weights', 'Krafttraining'],
      ...['Traditionelles Krafttraining', 'Klassisches Krafttraining', 'Gewichtheben', 'Musculation'],
      ...['Krafttraining (traditionell)', 'Musculation traditionnelle', 'Entraînement de force'],
      ...['Entraînement traditionnel de musculation', 'Entrenamiento de fuerza', 'Fuerza tradicional'],
      ...['Entrenamiento de fuerza tradicional', 'Pesas', 'Allenamento della forza'],
      ...['Allenamento tradizionale della forza', 'Allenamento con i pesi', 'Pesi', 'Treino de força'],
      ...['Treino de força tradicional', 'Musculação', 'Krachttraining', 'Traditionele krachttraining'],
      ...['筋力トレーニング', '従来型筋力トレーニング', '従来の筋力トレーニング', '力量训练'],
      ...['传统力量训练', '肌力訓練', '傳統肌力訓練', '重量训练', '근력 운동', '근력 강화 운동'],
      ...['전통적 근력 강화 운동', '전통적인 근력 강화 운동', '웨이트 트레이닝'],
    ],
  },
  core_training: {
    healthkitValue: 59,
    names: [
      ...['core', 'Rumpftraining', 'Gainage', 'Abdos et gainage', 'Entrenamiento del core', 'Core workout'],
      ...['Allenamento core', 'Treino de core', 'Buikspiertraining', 'コアトレーニング', '核心训练'],
      ...['核心訓練', '코어 트레이닝', '코어 운동'],
    ],
  },
  high_intensity_interval_training: {
    healthkitValue: 63,
    names: [
      ...['HIIT', 'high intensity interval', 'interval training', 'Hochintensives Intervalltraining'],
      ...['Hochintensives Intervalltraining (HIIT)', 'High Intensity Interval Training (HIIT)'],
      ...['Intervalltraining', 'HIIT-Training', 'Entraînement fractionné de haute intensité', 'Fractionné'],
      ...['Entraînement par intervalles à haute intensité', 'Intervalos de alta intensidad'],
      ...['Entrenamiento por intervalos de alta intensidad'],
      ...['Entrenamiento a intervalos de alta intensidad', 'Allenamento a intervalli ad alta intensità'],
      ...['Interval training ad alta intensità', 'Treino intervalado de alta intensidade'],
      ...['Intervaltraining met hoge intensiteit', 'Intervaltraining', '高強度インターバルトレーニング'],
      ...['高强度间歇训练', '高強度間歇訓練', '고강도 인터벌 트레이닝', '고강도 인터벌'],
    ],
  },
  cross_training: {
    healthkitValue: 11,
    names: [
      ...['crossfit', 'boot camp', 'Entraînement croisé', 'Entrenamiento cruzado', 'クロストレーニング'],
      ...['交叉训练', '交叉訓練', '크로스 트레이닝'],
    ],
  },
  mixed_cardio: {
    healthkitValue: 73,
    names: ['cardio', 'Gemischtes Cardio', 'Cardio mixte', 'Cardio mixto', 'Cardio misto', 'Gemengde cardio'],
  },
  mixed_metabolic_cardio_training: { healthkitValue: 30 },
  step_training: {
    healthkitValue: 69,
    names: ['step', 'step aerobics', 'Step-Aerobic', 'ステップトレーニング'],
  },
  jump_rope: {
    healthkitValue: 64,
    names: [
      ...['rope skipping', 'skipping', 'Seilspringen', 'Corde à sauter', 'Saltar la cuerda'],
      ...['Salto della corda', 'Pular corda', 'Touwtjespringen', '縄跳び', 'なわとび', '跳绳', '跳繩'],
      ...['줄넘기'],
    ],
  },
  fitness_gaming: { healthkitValue: 76, names: ['exergaming', 'Fitnessspiel', 'Jeux de fitness'] },
  flexibility: {
    healthkitValue: 62,
    names: [
      ...['stretching', 'Beweglichkeit', 'Dehnen', 'Souplesse', 'Étirements', 'Flexibilidad'],
      ...['Estiramientos', 'Flessibilità', 'Flexibilidade', 'Alongamento', 'Lenigheid', 'ストレッチ'],
      ...['柔軟性', '拉伸', '柔韧性', '스트레칭'],
    ],
  },
  yoga: { healthkitValue: 57, names: ['Ioga', 'ヨガ', '瑜伽', '瑜珈', '요가'] },
  pilates: { healthkitValue: 66, names: ['ピラティス', '普拉提', '皮拉提斯', '필라테스'] },
  barre: { healthkitValue: 58, names: ['Barre-Training', 'バレエフィットネス', 'バー', '芭蕾把杆', '바레'] },
  tai_chi: {
    healthkitValue: 72,
    names: ['taiji', 'Tai-Chi-Chuan', 'Taichí', '太極拳', '太极', '太极拳', '타이치', '태극권'],
  },
  mind_and_body: {
    healthkitValue: 29,
    names: [
      ...['meditation', 'guided breathing', 'Körper und Geist', 'Corps et esprit', 'Mente y cuerpo'],
      ...['Mente e corpo', 'Lichaam en geest', '心と体', '身心', '심신'],
    ],
  },
  preparation_and_recovery: {
    healthkitValue: 33,
    names: ['recovery', 'Vorbereitung und Erholung', 'Préparation et récupération', 'Herstel'],
  },
  cooldown: {
    healthkitValue: 80,
    names: [
      ...['cool down', 'Abkühlen', 'Abkühlung', 'Cool-down-Training', 'Récupération', 'Retour au calme'],
      ...['Enfriamiento', 'Relajación', 'Defaticamento', 'Desaquecimento', 'クールダウン', '整理运动'],
      ...['整理運動', '放松', '쿨다운', '정리 운동'],
    ],
  },
  gymnastics: {
    healthkitValue: 22,
    names: ['Turnen', 'Gymnastique', 'Gimnasia', 'Ginnastica', 'Ginástica', '体操', '體操', '체조'],
  },
  dance: {
    healthkitValue: 14,
    names: [
      ...['dancing', 'Tanz', 'Tanzen', 'Danse', 'Baile', 'Bailar', 'Danza', 'Ballo', 'Dança', 'Dansen'],
      ...['Dans', 'ダンス', '舞蹈', '跳舞', '댄스', '춤'],
    ],
  },
  dance_inspired_training: { healthkitValue: 15 },
  cardio_dance: {
    healthkitValue: 77,
    names: ['Cardio-Tanz', 'Danse cardio', 'Baile cardio', 'カーディオダンス', '有氧舞蹈', '유산소 댄스'],
  },
  social_dance: {
    healthkitValue: 78,
    names: ['Gesellschaftstanz', 'ソーシャルダンス', '社交舞', '사교 댄스'],
  },
}
