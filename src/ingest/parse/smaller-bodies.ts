/** How the owner of a phone makes its bodies smaller, in the words of the app that sends most of them. */
export const turnOnBatchRequests =
  'In Health Auto Export turn on Batch Requests, so that each body is smaller'

/** What to do about a body that ends too early: mostly the phone went to sleep while it was sending. */
export const cutOff = `it may have been cut off on its way: send it again. ${turnOnBatchRequests}`
