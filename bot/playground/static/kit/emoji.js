// The emoji that people and bots use most, by the names Slack gives them. An unknown name stays as typed.

const TABLE = `
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|ok_hand 👌|clap 👏|raised_hands 🙌|pray 🙏|wave 👋|raised_hand ✋|hand ✋|point_up ☝️
point_right 👉|point_left 👈|point_down 👇|point_up_2 👆|muscle 💪|writing_hand ✍️|handshake 🤝|v ✌️|crossed_fingers 🤞|eyes 👀|ear 👂
speaking_head_in_silhouette 🗣️|bust_in_silhouette 👤|busts_in_silhouette 👥|smile 😄|smiley 😃|grinning 😀|grin 😁|joy 😂|slightly_smiling_face 🙂
blush 😊|wink 😉|thinking_face 🤔|thinking 🤔|neutral_face 😐|confused 😕|worried 😟|cry 😢|sob 😭|open_mouth 😮|astonished 😲|sweat_smile 😅
heart_eyes 😍|sunglasses 😎|upside_down_face 🙃|face_with_rolling_eyes 🙄|sleeping 😴|shushing_face 🤫|zipper_mouth_face 🤐|partying_face 🥳
heart ❤️|broken_heart 💔|yellow_heart 💛|green_heart 💚|blue_heart 💙|purple_heart 💜|star ⭐|star2 🌟|sparkles ✨|zap ⚡|fire 🔥|boom 💥
tada 🎉|confetti_ball 🎊|balloon 🎈|gift 🎁|trophy 🏆|medal 🏅|sports_medal 🏅|dart 🎯|rocket 🚀|100 💯|bulb 💡|mag 🔍|mag_right 🔎
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|negative_squared_cross_mark ❎|heavy_multiplication_x ✖️|o ⭕
warning ⚠️|no_entry ⛔|no_entry_sign 🚫|rotating_light 🚨|exclamation ❗|heavy_exclamation_mark ❗|grey_exclamation ❕|question ❓
grey_question ❔|bangbang ‼️|information_source ℹ️|sos 🆘|red_circle 🔴|large_blue_circle 🔵|large_green_circle 🟢|large_yellow_circle 🟡
large_orange_circle 🟠|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫|large_green_square 🟩|large_red_square 🟥|large_yellow_square 🟨
white_large_square ⬜|black_large_square ⬛|small_blue_diamond 🔹|small_orange_diamond 🔸|large_blue_diamond 🔷|large_orange_diamond 🔶
arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrow_upper_right ↗️|arrow_lower_right ↘️|arrow_right_hook ↪️|leftwards_arrow_with_hook ↩️
arrows_counterclockwise 🔄|repeat 🔁|fast_forward ⏩|rewind ⏪|arrow_forward ▶️|double_vertical_bar ⏸️|black_square_for_stop ⏹️
heavy_plus_sign ➕|heavy_minus_sign ➖|heavy_division_sign ➗|hash #️⃣|one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|zero 0️⃣|keycap_ten 🔟
memo 📝|pencil 📝|pencil2 ✏️|lower_left_ballpoint_pen 🖊️|lower_left_fountain_pen 🖋️|spiral_note_pad 🗒️|clipboard 📋|page_facing_up 📄|page_with_curl 📃
bookmark_tabs 📑|bookmark 🔖|books 📚|book 📖|open_book 📖|closed_book 📕|green_book 📗|blue_book 📘|orange_book 📙|notebook 📓|ledger 📒|newspaper 📰
file_folder 📁|open_file_folder 📂|card_index_dividers 🗂️|card_file_box 🗃️|file_cabinet 🗄️|wastebasket 🗑️|package 📦|paperclip 📎|pushpin 📌|round_pushpin 📍
scissors ✂️|straight_ruler 📏|triangular_ruler 📐|bar_chart 📊|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|calendar 📅|date 📅|spiral_calendar_pad 🗓️
clock1 🕐|clock3 🕒|clock9 🕘|alarm_clock ⏰|stopwatch ⏱️|timer_clock ⏲️|hourglass ⌛|hourglass_flowing_sand ⏳|watch ⌚
bell 🔔|no_bell 🔕|loudspeaker 📢|mega 📣|speech_balloon 💬|left_speech_bubble 🗨️|thought_balloon 💭|email ✉️|envelope ✉️|incoming_envelope 📨|envelope_with_arrow 📩|inbox_tray 📥|outbox_tray 📤|mailbox 📫
telephone ☎️|phone ☎️|telephone_receiver 📞|iphone 📱|computer 💻|desktop_computer 🖥️|printer 🖨️|floppy_disk 💾|cd 💿|camera 📷|link 🔗|chains ⛓️
key 🔑|old_key 🗝️|lock 🔒|unlock 🔓|lock_with_ink_pen 🔏|closed_lock_with_key 🔐|shield 🛡️|gear ⚙️|wrench 🔧|hammer 🔨|hammer_and_wrench 🛠️|toolbox 🧰|magnet 🧲|scales ⚖️|mute 🔇
house 🏠|office 🏢|hospital 🏥|school 🏫|classical_building 🏛️|bank 🏦|convenience_store 🏪|world_map 🗺️|earth_africa 🌍|earth_americas 🌎|globe_with_meridians 🌐
car 🚗|bus 🚌|train 🚆|bike 🚲|airplane ✈️|ambulance 🚑|wheelchair ♿|construction 🚧|traffic_light 🚥|vertical_traffic_light 🚦|checkered_flag 🏁|triangular_flag_on_post 🚩|white_flag 🏳️
coffee ☕|tea 🍵|cake 🍰|birthday 🎂|pizza 🍕|beer 🍺|apple 🍎|seedling 🌱|herb 🌿|four_leaf_clover 🍀|deciduous_tree 🌳|evergreen_tree 🌲|sunflower 🌻|rose 🌹
sunny ☀️|partly_sunny ⛅|cloud ☁️|umbrella ☔|snowflake ❄️|rainbow 🌈|crescent_moon 🌙|ocean 🌊|robot_face 🤖|ghost 👻|alien 👽|dog 🐶|cat 🐱|bee 🐝|turtle 🐢|owl 🦉|bug 🐛
man 👨|woman 👩|older_man 👴|older_woman 👵|baby 👶|family 👪|people_hugging 🫂|detective 🕵️|sleuth_or_spy 🕵️|necktie 👔|briefcase 💼|mortar_board 🎓|art 🎨|musical_note 🎵|microphone 🎤|headphones 🎧|jigsaw 🧩|puzzle_piece 🧩|crystal_ball 🔮|test_tube 🧪|telescope 🔭|microscope 🔬|pill 💊|syringe 💉|stethoscope 🩺|adhesive_bandage 🩹|moneybag 💰|pound 💷|credit_card 💳|receipt 🧾|new 🆕|free 🆓|up 🆙|cool 🆒|ok 🆗|soon 🔜|end 🔚|top 🔝|recycle ♻️|infinity ♾️|copyright ©️|registered ®️|tm ™️|label 🏷️|ticket 🎫|ribbon 🎗️|tag 🏷️|placard 🪧|ladder 🪜|mirror 🪞|compass 🧭|anchor ⚓|hugging_face 🤗|raising_hand 🙋|shrug 🤷|face_palm 🤦|bow 🙇|saluting_face 🫡
`;

const BY_NAME = new Map(
  TABLE.trim().split(/[|\n]/).map((entry) => {
    const space = entry.lastIndexOf(" ");
    return [entry.slice(0, space), entry.slice(space + 1)];
  }),
);

const SKIN_TONE = /:skin-tone-[2-6]:/g;
const NAMED = /:([a-z0-9_+'-]+):/g;

/** The emoji of a name, or null. */
export function emojiOf(name) {
  return BY_NAME.get(name) ?? null;
}

/** `text` with `:names:` replaced by their emoji. */
export function withEmoji(text) {
  return text.replace(SKIN_TONE, "").replace(NAMED, (typed, name) => BY_NAME.get(name) ?? typed);
}
