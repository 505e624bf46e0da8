/** Function words of English, which say who and how, but not what of: compiled for this project. */
export const stopWords: ReadonlySet<string> = new Set(
  `a about above after again against all also am an and any are as at be because been before being below between both by
  can could did do does doing down during each either else even ever every few for from further get got had has have
  having he her here hers herself him himself his how i if in into is it its itself just let made make many may me might
  more most much must my myself of off on once one only or other our ours ourselves out over own per put same say she
  should since some still such than that the their theirs them themselves then there these they this those though through
  thus to too under until up upon us was we were what when where whether which while who whom whose why will with within
  would yet you your yours yourself yourselves`.split(/\s+/),
);
