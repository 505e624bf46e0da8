/** Words whose forms follow no rule: the lemma, then its forms. Compiled for this project. */
const irregular = `
be am is are was were been being|have has had having|do does did done doing|go goes went gone going
say said|get got gotten|make made|know knew known|think thought|take took taken|see saw seen seeing|come came
give gave given|find found|tell told|become became|leave left|feel felt|bring brought|begin began begun|keep kept
hold held|write wrote written|stand stood|hear heard|mean meant|meet met|run ran|pay paid|sit sat|speak spoke spoken
lie lying|lead led|grow grew grown|lose lost|fall fell fallen|send sent|build built|understand understood|draw drew drawn
break broke broken|spend spent|rise rose risen|drive drove driven|buy bought|wear wore worn|choose chose chosen|eat ate eaten
sell sold|catch caught|teach taught|fight fought|throw threw thrown|show shown|sing sang sung|ring rang rung
drink drank drunk|swim swam swum|sink sank sunk|shrink shrank shrunk|sleep slept|sweep swept|weep wept|deal dealt|bend bent
lend lent|steal stole stolen|freeze froze frozen|forget forgot forgotten|forgive forgave forgiven|shake shook shaken
tear tore torn|bite bitten biting|hide hid hidden|ride rode ridden|blow blew blown|fly flew flown|slide slid|stick stuck
strike struck|swing swung|hang hung|dig dug|win won|spin spun|shine shone|shoot shot|bind bound|wind wound|light lit
feed fed|bleed bled|breed bred|flee fled|speed sped|seek sought|sew sewn|swear swore sworn|wake woke woken
weave wove woven|undo undid undone|redo redid redone|die died dying|tie tied tying|untie untied untying|use used using
bus buses|man men|woman women|child children|foot feet|tooth teeth|goose geese|mouse mice|person people|life lives|knife knives|wife wives
half halves|shelf shelves|self selves|wolf wolves|thief thieves|calf calves|loaf loaves|criterion criteria
axis axes|analysis analyses|basis bases|crisis crises|potato potatoes|tomato tomatoes|hero heroes|echo echoes
good better best|bad worse worst|far farther farthest further furthest|little
movie movies|cookie cookies|selfie selfies|calorie calories|zombie zombies|genie genies|series|species|quality qualities
shoe shoes|toe toes|cache caches caching|ache aches aching ached|headache headaches|niche niches|axe|canoe canoes
change changed changing changes|arrange arranged arranging|charge charged charging|judge judged judging|manage managed managing
damage damaged damaging|package packaged packaging|message messaged messaging|encourage encouraged encouraging|engage engaged engaging
purchase purchased purchasing|increase increased increasing|decrease decreased decreasing|release released releasing|lease leased leasing
tease teased teasing|please pleased pleasing|advise advised advising|raise raised raising|praise praised praising|promise promised promising
surprise surprised surprising|exercise exercised exercising|close closed closing|lose losing|expose exposed exposing|suppose supposed supposing
cause caused causing|pause paused pausing|excuse excused excusing|refuse refused refusing|confuse confused confusing|amuse amused amusing
believe believed believing|receive received receiving|leave leaving|achieve achieved achieving|improve improved improving|move moved moving
prove proved proving proven|remove removed removing|approve approved approving|love loved loving|save saved saving|have having|give giving
taste tasted tasting|waste wasted wasting|paste pasted pasting|place placed placing|replace replaced replacing|notice noticed noticing
require required requiring|acquire acquired acquiring|admire admired admiring|desire desired desiring|compare compared comparing|prepare prepared preparing
share shared sharing|care cared caring|store stored storing|restore restored restoring|ignore ignored ignoring|explore explored exploring
measure measured measuring|feature featured featuring|capture captured capturing|figure figured figuring|ensure ensured ensuring|assure assured assuring
complete completed completing|delete deleted deleting|compete competed competing|promote promoted promoting|invite invited inviting|excite excited exciting
unite united uniting|ignite ignited igniting|write writing|quote quoted quoting|note noted noting|vote voted voting|devote devoted devoting
examine examined examining|imagine imagined imagining|determine determined determining|combine combined combining|decline declined declining
define defined defining|refine refined refining|machine machined machining|phone phoned phoning|telephone|intone|smile smiled smiling
compile compiled compiling|whistle whistled whistling|console consoled consoling|schedule scheduled scheduling|rule ruled ruling
include included including|exclude excluded excluding|conclude concluded concluding|decide decided deciding|provide provided providing
divide divided dividing|guide guided guiding|upgrade upgraded upgrading|grade graded grading|trade traded trading|fade faded fading
assume assumed assuming|consume consumed consuming|resume resumed resuming|name named naming|blame blamed blaming|frame framed framing
describe described describing|subscribe subscribed subscribing|type typed typing|escape escaped escaping|tape taped taping|shape shaped shaping
agree agreed agreeing|disagree disagreed disagreeing|free freed freeing|guarantee guaranteed guaranteeing|dye dyed dyeing|argue argued arguing
continue continued continuing|value valued valuing|glue glued gluing|rescue rescued rescuing|queue queued queuing|issue issued issuing
add added adding|bass|brass|glass glasses|dress dressed dressing|focus focused focusing`;

/** Adjectives with a comparative in -er. */
const gradable = `
big bright broad cheap clean clear close cold cool crisp dark deep dull early easy fair fast fat few fine firm flat fresh full fuzzy
great handy happy hard harsh heavy high hot large late lazy light long loud low mellow near neat new nice noisy old pretty quick quiet
rich rough safe sharp short shiny simple slim slow small smart smooth soft steady stiff strong sturdy sweet tall thick thin tight tiny
tough ugly warm weak wet wide young bulky clumsy cute dirty dry flimsy funny healthy lucky messy muddy punchy silly sticky tasty tinny tricky`;

/** Words that end like a form of another word and are none. */
const whole = `
always as bias bit bus canvas chaos christmas corps cosmos during evening ceiling hundred kindred sacred naked wicked rugged gas his
its king lens less mass news nothing anything something everything perhaps pass plus process red bed shed sled seed need feed deed
indeed exceed succeed speed breed bleed ring series sing species spring sting string swing thing this thus towards unless us virus
wing bring cling fling wring sling bling ping ding being yes afterwards besides sometimes whereas physics mathematics morning
hers ours yours theirs focus status bonus campus census genius versus various minus surplus chorus stimulus basis analysis emphasis
tweed tennis iris oasis diagnosis hypothesis thesis axis crisis pedal lingering wedding pudding clothing`;

const wordsOf = (list: string): readonly string[] => list.split(/\s+/).filter((word) => word !== "");

const graded = (adjective: string): readonly string[] => {
  if (/[^aeiou]y$/.test(adjective)) return [`${adjective.slice(0, -1)}ier`, `${adjective.slice(0, -1)}iest`];
  if (adjective.endsWith("e")) return [`${adjective}r`, `${adjective}st`];
  const doubled = /[^aeiou][aeiou][bdgmnpt]$/.test(adjective) ? adjective + adjective.slice(-1) : adjective;
  return [`${doubled}er`, `${doubled}est`];
};

/** The lemma of a form that no rule leads to; of a lemma itself, the same. */
export const irregularLemmas: ReadonlyMap<string, string> = new Map([
  ...wordsOf(gradable).flatMap((lemma) => [lemma, ...graded(lemma)].map((form) => [form, lemma] as const)),
  ...irregular.split(/[|\n]/).flatMap((line) => {
    const [lemma = "", ...forms] = wordsOf(line);
    return [lemma, ...forms].map((form) => [form, lemma] as const);
  }),
  ...wordsOf(whole).map((word) => [word, word] as const),
]);
