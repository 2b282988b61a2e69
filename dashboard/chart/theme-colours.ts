import { useEffect, useState } from 'preact/hooks'

export interface ChartColours {
  series: string[]
  band: string
  grid: string
  axis: string
  font: string
}

const dark = window.matchMedia('(prefers-color-scheme: dark)')

/** The colours of the theme as it is now, for what is painted instead of styled. */
export function useChartColours(): ChartColours {
  const [colours, setColours] = useState(readColours)
  useEffect(() => {
    const look = () => setColours(readColours())
    dark.addEventListener('change', look)
    return () => dark.removeEventListener('change', look)
  }, [])
  return colours
}

function readColours(): ChartColours {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string) => style.getPropertyValue(name).trim()
  return {
    series: [1, 2, 3, 4, 5].map(number => read(`--chart-${number}`)),
    band: read('--chart-band'),
    grid: read('--chart-grid'),
    axis: read('--chart-axis'),
    font: `12px ${read('--font')}`,
  }
}
