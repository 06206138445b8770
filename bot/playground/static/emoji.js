// The emoji names that people and bots use most. An unknown name is shown as it was written.

const LIST =
  "+1 👍 -1 👎 100 💯 alarm_clock ⏰ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ arrow_up ⬆️ bangbang ‼️ bar_chart 📊 " +
  "bell 🔔 black_circle ⚫ blue_heart 💙 blush 😊 book 📖 books 📚 bookmark 🔖 bulb 💡 busts_in_silhouette 👥 calendar 📆 " +
  "camera 📷 cake 🍰 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 clap 👏 clipboard 📋 clock1 🕐 coffee ☕ " +
  "confused 😕 construction 🚧 cry 😢 crying_cat_face 😿 date 📅 door 🚪 ear 👂 email 📧 envelope ✉️ exclamation ❗ eye 👁️ " +
  "eyes 👀 face_with_monocle 🧐 file_folder 📁 fire 🔥 flag-gb 🇬🇧 gear ⚙️ ghost 👻 gift 🎁 green_heart 💚 grey_question ❔ " +
  "grimacing 😬 grin 😁 grinning 😀 hand ✋ handshake 🤝 hammer_and_wrench 🛠️ heart ❤️ heavy_check_mark ✔️ " +
  "heavy_exclamation_mark ❗ heavy_minus_sign ➖ heavy_multiplication_x ✖️ heavy_plus_sign ➕ hourglass ⌛ " +
  "hourglass_flowing_sand ⏳ house 🏠 inbox_tray 📥 incoming_envelope 📨 information_source ℹ️ innocent 😇 joy 😂 key 🔑 " +
  "large_blue_circle 🔵 large_green_circle 🟢 large_orange_circle 🟠 large_yellow_circle 🟡 laughing 😆 leaves 🍃 " +
  "left_speech_bubble 🗨️ link 🔗 lock 🔒 loudspeaker 📢 mag 🔍 mailbox 📫 mega 📣 memo 📝 mute 🔇 muscle 💪 " +
  "neutral_face 😐 new 🆕 no_entry ⛔ no_entry_sign 🚫 ok ☑️ ok_hand 👌 older_adult 🧓 open_book 📖 page_facing_up 📄 " +
  "paperclip 📎 partying_face 🥳 pencil ✏️ pencil2 ✏️ pensive 😔 person_in_lotus_position 🧘 point_down 👇 point_left 👈 " +
  "point_right 👉 point_up ☝️ pray 🙏 pushpin 📌 question ❓ rainbow 🌈 raised_hand ✋ raised_hands 🙌 red_circle 🔴 " +
  "relaxed ☺️ relieved 😌 repeat 🔁 robot_face 🤖 rocket 🚀 rotating_light 🚨 round_pushpin 📍 scream 😱 " +
  "see_no_evil 🙈 seedling 🌱 shield 🛡️ shushing_face 🤫 simple_smile 🙂 slightly_frowning_face 🙁 " +
  "slightly_smiling_face 🙂 smile 😄 smiley 😃 smirk 😏 snowflake ❄️ sob 😭 sparkles ✨ speech_balloon 💬 spiral_calendar_pad 🗓️ " +
  "star ⭐ star2 🌟 stop_sign 🛑 stopwatch ⏱️ sun_with_face 🌞 sunglasses 😎 sunny ☀️ sweat_smile 😅 tada 🎉 " +
  "telephone_receiver 📞 thinking_face 🤔 thought_balloon 💭 thumbsdown 👎 thumbsup 👍 ticket 🎫 tired_face 😫 " +
  "traffic_light 🚦 triangular_flag_on_post 🚩 trophy 🏆 umbrella ☂️ unlock 🔓 upside_down_face 🙃 warning ⚠️ " +
  "wastebasket 🗑️ wave 👋 wheelchair ♿ white_check_mark ✅ white_circle ⚪ wink 😉 worried 😟 writing_hand ✍️ x ❌ " +
  "yellow_heart 💛 yum 😋 zap ⚡ zipper_mouth_face 🤐 zzz 💤";

const words = LIST.split(" ");
const EMOJI = new Map();
for (let at = 0; at < words.length; at += 2) EMOJI.set(words[at], words[at + 1]);

/** The character of an emoji name, or undefined. */
export function emoji(name) {
  return EMOJI.get(name.split("::")[0]);
}

/** `text` with the emoji names in it replaced. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):(?::skin-tone-\d:)?/g, (whole, name) => emoji(name) ?? whole);
}
