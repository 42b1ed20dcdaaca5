// The style sheets of the chat, in the order in which they count.
import cards from "./cards.css";
import chat from "./chat.css";
import talk from "./talk.css";

export const sheets = [chat, talk, cards];
