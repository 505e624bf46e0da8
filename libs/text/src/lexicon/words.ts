/** Words of praise by strength, 1 to 3; compiled for this project. */
const praise: Readonly<Record<1 | 2 | 3, string>> = {
  3: `amazing awesome astonishing best brilliant excellent exceptional exquisite extraordinary fabulous fantastic
    flawless heavenly incredible magnificent marvellous marvelous masterpiece outstanding perfect perfection perfectly
    phenomenal sensational spectacular splendid stunning sublime superb superior terrific unbeatable wonderful
    wonderfully wow 😍 🤩 🥰 💯 ❤`,
  2: `adore attractive beautiful beautifully bargain charming clever cool crisp delicious delight delighted delightful
    durable eager effortless elegant enjoy enjoyable enjoyed enjoys fast favorite favourite flavorful flavourful friendly
    fun gem generous genuine glad glorious good gorgeous great greatest handy happier happy helpful impressed impressive
    inspiring joy likeable lovely love loved loves loving memorable neat pleasant pleased pleasing pleasure powerful
    precise premium pretty pristine professional proud recommend recommended reliable remarkable rich robust rugged satisfied
    satisfying seamless sleek smooth smoothly solid spotless stellar strong stylish sturdy success super talented tasty
    thrilled top treat trusty versatile vibrant warm well win winner worth yummy 😀 😁 😃 😄 😊 🙂 👍 🎉 _smile`,
  1: `accurate adequate affordable appealing appreciate appreciated balanced better bright capable cheerful clean clear
    comfortable comfortably comfy compact consistent convenient correct correctly cozy cute decent delicate dependable
    easily easy effective efficient enough fair fine fit fits flexible fresh functional handsome honest
    improve improved improvement inexpensive intuitive like liked likes light long-lasting lucky nice nicely okay polite
    practical prompt promptly quick quickly quiet quality reasonable respectable responsive right safe secure sharp simple
    soft stable steady sweet thank thanks thoughtful useful valuable value welcome welcoming works`,
};

/** Words of blame by strength, 1 to 3. */
const blame: Readonly<Record<1 | 2 | 3, string>> = {
  3: `abysmal appalling atrocious awful catastrophe crap crappy despicable disaster disastrous disgusting dreadful
    garbage hate hated hates hideous horrendous horrible horribly horrid inedible junk nightmare pathetic putrid repulsive
    ripoff scam sickening terrible terribly trash unacceptable unbearable unusable vile vomit worst worthless 😡 🤬 🤮 💩`,
  2: `angry annoy annoyed annoying annoys arrogant avoid bad badly bogus boring break breaks broke broken cheaply clumsy complain
    complained complaint crack cracked crash crashed crashes cruel damaged dead defect defective deplorable dirty disagreeable disappoint
    disappointed disappointing disappointment dislike disliked distorted dull error errors fail failed failing fails failure
    fake faulty filthy flaw flawed flaws flimsy fragile fraud frustrated frustrating frustration gross harsh ignorant
    inferior insult insulting irritating lacking lame leak leaked leaking leaks lousy mediocre mess messy miserable misleading
    mistake nasty nauseous noisy obnoxious offensive overpriced overrated pain painful poor poorly problem problems rancid refund
    regret regrets return returned rude rotten ruin ruined sad scratched scratchy shoddy sick slow sloppy smelly sour spoiled stale
    stink stinks stupid suck sucked sucks tasteless terrified tough ugly unable uncomfortable underwhelming unfortunately
    unfriendly unhappy unhelpful unpleasant unreliable unsafe useless wasted waste weak worse wrong 😞 😠 😢 😭 🙁 👎 _frown`,
  1: `awkward bland bulky bumpy cheap chipped cold confused confusing costly cramped crowded delay delayed difficult
    difficulty dim expensive faded forgettable greasy hard heavy hiss hum inaccurate inadequate inconsistent inconvenient inflated
    issue issues itchy lacked lacks late limited loose meh missing muddy odd outdated plain pointless predictable pricey
    questionable rattle rattles rattling rough rusty salty shaky sharply sluggish soggy sore sticky stiff strange tedious thin tight
    tiny tired tinny trouble troubles uneven unclear unimpressed unnecessary unstable vague warped weird wobbly`,
};

/** Words that strengthen the next one, by the factor. */
export const boosters: ReadonlyMap<string, number> = new Map([
  ...[
    "absolutely",
    "amazingly",
    "completely",
    "extremely",
    "incredibly",
    "insanely",
    "totally",
    "utterly",
  ].map((word) => [word, 1.5] as const),
  ...["really", "so", "super", "too", "truly", "very", "highly", "especially", "quite"].map(
    (word) => [word, 1.3] as const,
  ),
  ...["almost", "fairly", "kinda", "little", "mildly", "slightly", "somewhat"].map(
    (word) => [word, 0.6] as const,
  ),
]);

const listed = (
  words: Readonly<Record<1 | 2 | 3, string>>,
  sign: 1 | -1,
): readonly (readonly [word: string, valence: number])[] =>
  ([1, 2, 3] as const).flatMap((strength) =>
    words[strength].split(/\s+/).map((word) => [word, sign * strength] as const),
  );

/** Valence of words, −3 to 3, and of emoji. */
export const valences: ReadonlyMap<string, number> = new Map([...listed(praise, 1), ...listed(blame, -1)]);
