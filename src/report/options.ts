export interface ReportOptions {
  /** What gives the same result again, as typed in a shell. */
  readonly command: string;
  /** What goes on with a run that is not over. */
  readonly resumeCommand?: string;
  readonly createdAt: Date;
}
