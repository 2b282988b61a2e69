/**
 * Asks `/health` at fixed times until its parent says enough, and tells it how long the answers took, in ms. A process of
 * its own, so that what delays the sender of a large body delays no question.
 */
import { Agent, get } from 'node:http'

const EVERY_MS = 10
const [, , origin] = process.argv
const agent = new Agent({ keepAlive: true })
const times: number[] = []
let underWay = 0

// Whether the last answer is there or not: a stall of half a second must weigh fifty answers.
const asking = setInterval(() => {
  underWay++
  const startedMs = performance.now()
  get(`${origin}/health`, { agent }, response => {
    response.resume()
    response.on('end', () => {
      if (response.statusCode !== 200) throw new Error(`/health answered ${response.statusCode}`)
      times.push(performance.now() - startedMs)
      underWay--
      if (times.length === 1) process.send!('asking')
    })
  })
}, EVERY_MS)

process.once('message', () => {
  clearInterval(asking)
  const telling = setInterval(() => {
    if (underWay > 0) return
    clearInterval(telling)
    process.send!(times, () => process.disconnect())
    agent.destroy()
  }, EVERY_MS)
})
