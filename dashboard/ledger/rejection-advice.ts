/** What an error is called, and what to change so that it does not come again. */
export interface Advice {
  title: string
  change: string
}

/** By the codes of docs/rejections.md that are said of a record. */
const ofRecords: Record<string, Advice> = {
  missing_field: {
    title: 'Something is missing',
    change: 'A time, a value or a name was empty. Where there is no value, no record should be sent.',
  },
  invalid_date: {
    title: 'The date cannot be read',
    change: 'Write dates with their offset, such as 2025-01-15T10:00:00Z, or as Health Auto Export does.',
  },
  time_out_of_range: {
    title: 'The date is impossible',
    change:
      'It is before 1900, or more than two days ahead. Set the clock of the device, or correct the record.',
  },
  ends_before_start: {
    title: 'It ends before it begins',
    change: 'Correct the two times in the app that recorded it. Mostly they were swapped.',
  },
  not_a_number: {
    title: 'A number was expected',
    change: 'Send plain numbers, with a point and without grouping: 1234.5.',
  },
  out_of_range: {
    title: 'The value is impossible',
    change: 'Look at the unit first: a value in the wrong unit is the usual reason.',
  },
  wrong_order: {
    title: 'The lowest value is above the highest',
    change: 'Correct the record. Mostly its fields were swapped.',
  },
  unknown_unit: {
    title: 'The unit does not fit',
    change: 'Choose the unit of the metric in the app, or one that converts to it.',
  },
  unknown_stage: {
    title: 'An unknown sleep stage',
    change:
      'Set the language of the phone to English, or report the word. Once a release knows it, read this again.',
  },
  invalid_text: {
    title: 'A text cannot be stored',
    change: 'It is too long, or has characters that are none. Shorten it, or clean it.',
  },
  too_deep: {
    title: 'It is nested too deeply',
    change: 'Send what the record carries beside its own fields in fewer levels.',
  },
  invalid_shape: {
    title: 'Not a record',
    change: 'Compare it with the examples at /docs.',
  },
  mixed_grouping: {
    title: 'Groupings overlap',
    change: 'These were kept. In the app choose one time grouping for each automation, and stay with it.',
  },
  refused_by_database: {
    title: 'The database refused it',
    change: 'This is a gap in our checks. Please report the path and the kind of record, without its values.',
  },
  type_disabled: {
    title: 'Switched off on this server',
    change:
      'Switch the type off in the app too. Or have it taken out of INGEST_DISABLED_TYPES, and send it again.',
  },
}

/** By the codes that are said of a body that cannot be read. */
const ofBodies: Record<string, Advice> = {
  body_not_json: {
    title: 'Cut off, or no JSON',
    change:
      'Send it again whole. In Health Auto Export turn on Batch Requests, so that each body is smaller.',
  },
  body_not_utf8: {
    title: 'Not UTF-8',
    change: 'Send it again whole, encoded as UTF-8.',
  },
  body_not_csv: {
    title: 'The CSV is cut off',
    change: 'Send it again whole.',
  },
  body_not_multipart: {
    title: 'The parts cannot be told apart',
    change: 'Send it again whole, and let the client write the Content-Type: only it knows the boundary.',
  },
  body_undecodable: {
    title: 'It does not unpack',
    change: 'Send it again whole, or send it plain.',
  },
  body_too_deep: {
    title: 'It is nested too deeply',
    change: 'Health data needs a handful of levels. Look for what wraps it.',
  },
  body_too_large: {
    title: 'It is too large',
    change: 'Send it in parts: in Health Auto Export turn on Batch Requests.',
  },
  body_not_kept: {
    title: 'It was not kept',
    change: 'It cannot be read again. Send it again, if somebody still has it.',
  },
  envelope_unknown: {
    title: 'Nothing in it is known',
    change:
      'In Health Auto Export choose JSON or CSV as Export Format. Other programs: compare it with /docs.',
  },
  format_unknown: {
    title: 'An unknown format was named',
    change: 'Leave the header X-Export-Format out, or name a format that there is.',
  },
  media_type_unsupported: {
    title: 'Neither JSON nor CSV',
    change: 'In Health Auto Export choose JSON as Export Format; in Shortcuts JSON as Request Body.',
  },
  export_damaged: {
    title: 'The export is damaged',
    change: 'Copy it again whole. Where it stays damaged, export it again on the phone.',
  },
  export_encrypted: {
    title: 'The export has a password',
    change: 'Use the zip as the phone made it.',
  },
  export_unsafe: {
    title: 'The zip is not safe to unpack',
    change: 'Use the zip as the phone made it.',
  },
  export_unknown: {
    title: 'Not an export of Apple Health',
    change: 'Use the file that “Export All Health Data” in the app Health made.',
  },
  database_unavailable: {
    title: 'The database could not take it',
    change:
      'Read it again in a while. Where that does not help, look at the disk and the log of the service.',
  },
  internal: {
    title: 'A mistake of ours',
    change: 'Read it again after an update. If it stays, please report it.',
  },
}

export const recordCodes: readonly string[] = Object.keys(ofRecords)

/** Of a code that a newer service has, at least the code. */
export const adviceOn = (code: string): Advice =>
  ofRecords[code] ??
  ofBodies[code] ?? {
    title: code.replaceAll('_', ' '),
    change: 'docs/rejections.md of your release explains it.',
  }
