import { setOf } from './set-of.ts';

/** Header texts, squashed, so general that they say nothing about whose property they are. */
export const blandNames: ReadonlySet<string> = setOf(
  'address name title description summary status state type category class id key owner version created updated modified notes comment service product software application vendor priority tag label port protocol domain group impact importance function detail standard firstseen lastseen createdat publisher family uid hostcategory release code number value text date time count size total source target level',
);
