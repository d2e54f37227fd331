/** 0 done, 1 a claim falls short, 2 bad input, 70 a fault of ours (sysexits EX_SOFTWARE). */
export type ExitCode = 0 | 1 | 2 | 70
