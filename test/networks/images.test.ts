/** Networks that see images, small. */
import { describe } from "vitest";
import { smallImageNetworks } from "./small.ts";
import { testSmall } from "./test-small.ts";

describe.each(smallImageNetworks)("$file $model", testSmall);
