/** What the document says of its own form, as of export version 12: elements and attributes that are in it or may be. */
const declarations = `<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout|ActivitySummary|ClinicalRecord)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
<!ELEMENT ExportDate EMPTY>
<!ATTLIST ExportDate
  value CDATA #REQUIRED
>
<!ELEMENT Me EMPTY>
<!ELEMENT Record ((MetadataEntry|HeartRateVariabilityMetadataList)*)>
<!ATTLIST Record
  type          CDATA #REQUIRED
  unit          CDATA #IMPLIED
  value         CDATA #IMPLIED
  sourceName    CDATA #REQUIRED
  sourceVersion CDATA #IMPLIED
  device        CDATA #IMPLIED
  creationDate  CDATA #IMPLIED
  startDate     CDATA #REQUIRED
  endDate       CDATA #REQUIRED
>
<!-- Records of a correlation are below the root as well. -->
<!ELEMENT Correlation ((MetadataEntry|Record)*)>
<!ELEMENT Workout ((MetadataEntry|WorkoutEvent|WorkoutRoute|WorkoutStatistics)*)>
<!ELEMENT WorkoutEvent EMPTY>
<!ELEMENT WorkoutStatistics EMPTY>
<!ELEMENT WorkoutRoute ((MetadataEntry|FileReference)*)>
<!ELEMENT FileReference EMPTY>
<!ELEMENT MetadataEntry EMPTY>
<!ELEMENT ActivitySummary EMPTY>
`

/** An attribute list twice, one that never ends, and a quotation mark without its other half. */
const broken = `<!ATTLIST WorkoutEvent
  type CDATA #REQUIRED
>
<!ATTLIST WorkoutEvent
  type CDATA #REQUIRED
>
<!ATTLIST WorkoutStatistics
  type CDATA #REQUIRED
  unit CDATA #IMPLIED
<!ELEMENT VisionPrescription EMPTY>
<!ATTLIST VisionPrescription
  type CDATA "unknown
>
`

/** `<!DOCTYPE …]>` with an end of line; broken as the phone's unless it is wanted clean. */
export const documentType = (clean: boolean): string =>
  `<!DOCTYPE HealthData [\n<!-- HealthKit Export Version: 12 -->\n${declarations}${clean ? '' : broken}]>\n`
