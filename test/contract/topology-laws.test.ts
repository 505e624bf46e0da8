import { baskets, clicks, ratings, readings, reviews } from "./streams-under-test.ts";
import { malformedLaws, topologyLaws } from "./topology-laws.ts";

topologyLaws("baskets", baskets);
topologyLaws("clicks", clicks);
topologyLaws("readings", readings);
topologyLaws("reviews", reviews);
topologyLaws("ratings", ratings);

malformedLaws("baskets", baskets);
malformedLaws("clicks", clicks);
malformedLaws("readings", readings);
malformedLaws("reviews", reviews);
