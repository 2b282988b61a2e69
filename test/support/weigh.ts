/** A body of Health Auto Export that weighs somebody once, always at the same moment. @param qty in kg */
export const weigh = (qty: unknown) => ({
  data: {
    metrics: [
      {
        name: 'weight_body_mass',
        units: 'kg',
        data: [{ date: '2025-06-01 08:00:00 +0200', qty, source: 'Scale' }],
      },
    ],
  },
})
