import { baskets, clicks, ratings, ratingsAmongPeers, readings, reviews } from "./streams-under-test.ts";
import { malformedLaws, topologyLaws } from "./topology-laws.ts";

topologyLaws("baskets", baskets);
topologyLaws("clicks", clicks);
topologyLaws("readings", readings);
topologyLaws("reviews", reviews);
topologyLaws("ratings", ratings);
topologyLaws("ratings among peers", ratingsAmongPeers);

malformedLaws("baskets", baskets);
malformedLaws("clicks", clicks);
malformedLaws("readings", readings);
malformedLaws("reviews", reviews);
