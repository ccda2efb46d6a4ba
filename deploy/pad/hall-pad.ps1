# 叫号键 Windows 版 / The call pad for Windows 7, 10 and 11. Nothing is installed: Windows PowerShell and .NET are part of Windows.
#
# Written against Microsoft's documented interfaces (RegisterHotKey, HttpWebRequest). NOT TRIED ON WINDOWS by its
# makers: see README.md beside this file, and try it at one window before you rely on it.
#
# Start it with hall-pad.cmd, or:
#   powershell.exe -NoProfile -ExecutionPolicy Bypass -File hall-pad.ps1 [settings.ini]
param([string]$File = "")

# --- 设置 Settings: change these lines, or keep them in a file of their own and name it when starting. ----------------
$Settings = @'
hall = http://10.0.0.2:8000
window = east/12
# A file that holds what `hall token clerk --window east/12` printed; beside this script unless it is a whole path.
token-file = clerk.token
language = zh-CN
# Held together with the key, so that typing a sum into another program calls nobody: ctrl, alt, win, joined by +.
with = ctrl
# The reason that the pause key gives: break, lunch, back_office, technical, other.
pause = break

# Acts: next recall no-show hold undo pause finish. Digits need Num Lock on; + - * / do not.
[keys]
KP_ADD = next
KP_MULTIPLY = recall
KP_SUBTRACT = no-show
KP_DIVIDE = undo
KP_7 = hold
KP_1 = finish
KP_0 = pause
'@
# ----------------------------------------------------------------------------------------------------------------------

$Program = @'
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Drawing;
using System.IO;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Web.Script.Serialization;
using System.Windows.Forms;

// The same program as pad/ of the hall, in the C# that Windows 7 brings along (C# 2).
namespace HallPad
{
    /// <summary>The settings cannot be used; the message names the lines.</summary>
    public class SettingsFault : Exception
    {
        public SettingsFault(string message) : base(message) { }
    }

    /// <summary>Know the keys by name (键名): the names of config/pad.toml and their virtual-key codes.</summary>
    public static class Names
    {
        public static readonly Dictionary<string, int> Codes = new Dictionary<string, int>();
        static readonly Dictionary<string, string> aliases = new Dictionary<string, string>();

        static Names()
        {
            for (int n = 0; n <= 9; n++) Codes["KP_" + n] = 0x60 + n;
            for (int n = 1; n <= 24; n++) Codes["F" + n] = 0x6F + n;
            Codes["KP_MULTIPLY"] = 0x6A; Codes["KP_ADD"] = 0x6B; Codes["KP_SUBTRACT"] = 0x6D;
            Codes["KP_DECIMAL"] = 0x6E; Codes["KP_DIVIDE"] = 0x6F;
            Codes["BACKSPACE"] = 0x08; Codes["TAB"] = 0x09; Codes["ESCAPE"] = 0x1B;
            string[] pairs = { "KP_PLUS", "KP_ADD", "KP_MINUS", "KP_SUBTRACT", "KP_ASTERISK", "KP_MULTIPLY",
                "KP_STAR", "KP_MULTIPLY", "KP_SLASH", "KP_DIVIDE", "KP_DOT", "KP_DECIMAL", "KP_POINT", "KP_DECIMAL",
                "KP_RETURN", "KP_ENTER", "RETURN", "ENTER", "ESC", "ESCAPE", "SPACEBAR", "SPACE" };
            for (int n = 0; n < pairs.Length; n += 2) aliases[pairs[n]] = pairs[n + 1];
        }

        /// <summary>Return the one name of a key however it is written.</summary>
        public static string Canonical(string written)
        {
            string name = written.Trim().ToUpperInvariant().Replace('-', '_');
            if (name.StartsWith("KEY_")) name = name.Substring(4);
            if (name.StartsWith("KP") && !name.StartsWith("KP_")) name = "KP_" + name.Substring(2);
            return aliases.ContainsKey(name) ? aliases[name] : name;
        }
    }

    /// <summary>Hold what the settings say (设置): name = value lines, and which key means what.</summary>
    public class Settings
    {
        static readonly List<string> acts = new List<string>(
            new string[] { "next", "recall", "no-show", "hold", "undo", "pause", "finish" });
        static readonly List<string> reasons = new List<string>(
            new string[] { "break", "lunch", "back_office", "technical", "other" });

        public readonly Dictionary<string, string> Values = new Dictionary<string, string>();
        public readonly Dictionary<string, string> Keys = new Dictionary<string, string>();
        readonly Dictionary<string, int> lines = new Dictionary<string, int>();

        public Settings(string text)
        {
            string[] all = text.Replace("\r\n", "\n").Split('\n');
            string section = "";
            for (int n = 0; n < all.Length; n++)
            {
                string line = all[n].Trim();
                if (line.Length == 0 || line[0] == '#' || line[0] == ';') continue;
                if (line[0] == '[') section = line.Trim('[', ']', ' ');
                else Entry(section, line, n + 1);
            }
            foreach (string name in new string[] { "hall", "window", "token-file" })
                if (!Values.ContainsKey(name)) throw new SettingsFault(name + " is missing");
            if (!reasons.Contains(Get("pause", "break")))
                throw new SettingsFault("pause: one of " + string.Join(", ", reasons.ToArray()));
            Modifiers();
        }

        public string Get(string name, string otherwise)
        {
            return Values.ContainsKey(name) ? Values[name] : otherwise;
        }

        /// <summary>Return what RegisterHotKey wants to know of what is held together with a key.</summary>
        public uint Modifiers()
        {
            uint held = 0;
            foreach (string one in Get("with", "ctrl").ToLowerInvariant().Split('+'))
            {
                string name = one.Trim();
                if (name == "ctrl") held |= 2;
                else if (name == "alt") held |= 1;
                else if (name == "win") held |= 8;
                else if (name != "") throw new SettingsFault("with: " + name + ": one of ctrl, alt, win, joined by +");
            }
            return held;
        }

        void Entry(string section, string line, int number)
        {
            int at = line.IndexOf('=');
            if (at < 1) throw new SettingsFault("line " + number + ": name = value");
            string written = line.Substring(0, at).Trim().Trim('"');
            string value = line.Substring(at + 1).Trim().Trim('"');
            string name = section == "keys" ? Names.Canonical(written) : written;
            string place = section + "/" + name;
            if (lines.ContainsKey(place))
                throw new SettingsFault("lines " + lines[place] + " and " + number + ": " + name + " may be there only once");
            lines[place] = number;
            if (section != "keys") { Values[written] = value; return; }
            if (name == "SPACE" || name == "ENTER" || name == "KP_ENTER")
                throw new SettingsFault("line " + number + ": " + written + " may not be used: typed all day;"
                    + " a press meant for another program would call a visitor");
            if (!Names.Codes.ContainsKey(name))
                throw new SettingsFault("line " + number + ": " + written + " is no key known here");
            if (!acts.Contains(value))
                throw new SettingsFault("line " + number + ": " + written + ": " + value + " is no act; one of "
                    + string.Join(", ", acts.ToArray()));
            Keys[name] = value;
        }
    }

    /// <summary>Say things in one language (词表): the words of pad/words/*.toml.</summary>
    public class Words
    {
        readonly Dictionary<string, string> said = new Dictionary<string, string>();

        public Words(string language)
        {
            int column = language == "en" ? 2 : 1;
            string[] all = {
                "now.closed", "停止服务", "closed",
                "now.paused", "暂停服务", "paused",
                "now.open", "窗口空闲", "window free",
                "now.called", "已叫 {number}", "called {number}",
                "now.serving", "{number} 办理中", "serving {number}",
                "now.again", "{now} · 刚才的结果是这样，需要时请再按一次", "{now} · that is how it stands; press again if needed",
                "done.open", "开始服务", "window open",
                "done.call-next", "已叫 {number}", "called {number}",
                "done.call-next_nobody", "没有人等候", "nobody waits",
                "done.call-next_nobody_yet", "暂无可叫的号", "none to call yet",
                "done.start", "{number} 开始办理", "started {number}",
                "done.finish-and-call-next", "已叫 {number}", "called {number}",
                "done.finish-and-call-next_nobody", "没有人等候 · {seen} 办理完毕", "nobody waits · {seen} finished",
                "done.finish-and-call-next_nobody_yet", "暂无可叫的号 · {seen} 办理完毕", "none to call yet · {seen} finished",
                "done.finish", "{number} 办理完毕", "finished {number}",
                "done.recall", "重呼 {number}", "recalled {number}",
                "done.recall_times", "第 {n} 次", "call no. {n}",
                "done.no-show", "{number} 过号", "no-show {number}",
                "done.hold", "{number} 挂起", "on hold {number}",
                "done.pause", "暂停服务", "paused",
                "done.undo", "已撤销", "undone",
                "done.undo_there", "已撤销 · 窗口现在是 {number}", "undone · {number} is at the window",
                "why.waited", "等候 {n} 分钟", "waited {n} min",
                "why.just_came", "刚取号", "just came",
                "why.appointment", "预约 {at}", "booked for {at}",
                "why.priority", "优先", "priority",
                "why.priority_elderly", "优先（老年人）", "priority (older person)",
                "why.priority_disability", "优先（残疾人）", "priority (disability)",
                "why.priority_pregnancy", "优先（孕妇）", "priority (pregnancy)",
                "why.priority_military", "优先（军人）", "priority (military)",
                "why.rejoined", "过号重排", "back after a missed call",
                "why.called_out", "选呼", "called out of order",
                "no.busy", "请稍候 · 上一次按键还在处理", "one moment · the last press is still under way",
                "no.nobody_here", "窗口没有办事人", "nobody here",
                "no.early", "还差 {n} 秒 · {number} 未到过号时间，3 秒内再按一次即过号", "{n} s too early · press again within 3 s to miss {number} now",
                "no.sign_in", "口令无效 · 请联系管理员重新发放", "token unknown · please ask for a new one",
                "no.not_allowed", "没有权限 · 这个口令不能操作本窗口", "not allowed · this token is not for this window",
                "no.stopped", "全厅暂停 · {reason}", "hall stopped · {reason}",
                "no.refused", "未成功 · {title}", "not done · {title}",
                "no.fault", "程序出错 · 请用操作台", "program fault · please use the console",
                "line.retrying", "连不上 · 正在重试", "trying again · offline",
                "line.lost", "未完成 · 连不上大厅，按键没有生效", "not done · the hall is out of reach",
                "line.unsure", "结果不明 · 连不上大厅，再按一次先看结果", "not sure · the hall is out of reach; press again to see what happened",
                "no.taken", "按键被占用 · {keys} 已被其他程序使用", "keys taken · another program has {keys}"
            };
            for (int n = 0; n < all.Length; n += 3) said[all[n]] = all[n + column];
        }

        public bool Has(string key) { return said.ContainsKey(key); }

        /// <summary>Say a sentence; `data` are names and values by turns.</summary>
        public string Say(string key, params object[] data)
        {
            string text = said[key];
            for (int n = 0; n < data.Length; n += 2)
                text = text.Replace("{" + data[n] + "}", Convert.ToString(data[n + 1]));
            return text;
        }
    }

    /// <summary>Show or sound one line; kind is called, done, nobody, ask, soft or warn.</summary>
    public interface IBar
    {
        void Say(string text, string kind);
    }

    /// <summary>The hall did not answer in time; it may have done the act all the same when MaybeDone.</summary>
    public class HallAway : Exception
    {
        public readonly bool MaybeDone;
        public HallAway(string why, bool maybeDone) : base(why) { MaybeDone = maybeDone; }
    }

    /// <summary>The hall refused; Data is its problem+json.</summary>
    public class HallSaysNo : Exception
    {
        public readonly int Status;
        public readonly Dictionary<string, object> Problem;
        public HallSaysNo(int status, Dictionary<string, object> problem) : base("HTTP " + status)
        {
            Status = status;
            Problem = problem;
        }
        public string Code { get { return Json.Text(Problem, "code"); } }
        public string Title { get { return Json.Text(Problem, "title") == "" ? Message : Json.Text(Problem, "title"); } }
    }

    /// <summary>Read the hall's JSON.</summary>
    public static class Json
    {
        public static Dictionary<string, object> Read(string text)
        {
            try { return new JavaScriptSerializer().DeserializeObject(text) as Dictionary<string, object>; }
            catch (ArgumentException) { return null; }
            catch (InvalidOperationException) { return null; }
        }

        public static Dictionary<string, object> Part(Dictionary<string, object> whole, string name)
        {
            return whole != null && whole.ContainsKey(name) ? whole[name] as Dictionary<string, object> : null;
        }

        public static string Text(Dictionary<string, object> whole, string name)
        {
            return whole != null && whole.ContainsKey(name) && whole[name] != null ? Convert.ToString(whole[name]) : "";
        }

        public static long Number(Dictionary<string, object> whole, string name)
        {
            long found;
            return long.TryParse(Text(whole, name), out found) ? found : 0;
        }
    }

    /// <summary>Hold what is at the window; Ticket, Number and Visitor (her state) are "" when nobody is there.</summary>
    public class Picture
    {
        public string State = "", Ticket = "", Number = "", Visitor = "";
        /// The next step (下一步) as the hall says it, "" while there is none, and how many people wait.
        public string Primary = "";
        public long Waiting = 0;

        public bool Same(Picture other)
        {
            return State == other.State && Ticket == other.Ticket && Visitor == other.Visitor;
        }
    }

    /// <summary>Hold the line of one window to its hall: one key of its own a press, kept through all tries.</summary>
    public class Line
    {
        /// Milliseconds for an answer, the first and the longest pause before asking again, and the whole of a press.
        public int Answer = 3000, First = 250, Longest = 4000, Whole = 30000;
        readonly string path, token, language;

        public Line(string hall, string window, string token, string language)
        {
            path = hall.TrimEnd('/') + "/api/v1/windows/" + window;
            this.token = token;
            this.language = language;
            ServicePointManager.Expect100Continue = false;
            // TLS 1.2, where this .NET knows it; plain http needs none.
            try { ServicePointManager.SecurityProtocol |= (SecurityProtocolType)3072; }
            catch (NotSupportedException) { }
        }

        public Picture Look(Stopwatch since, ThreadStart retrying)
        {
            Dictionary<string, object> found = Ask("GET", "", null, "", since, retrying);
            Dictionary<string, object> visitor = Json.Part(found, "visitor");
            Picture picture = new Picture();
            picture.State = Json.Text(found, "state");
            picture.Ticket = Json.Text(visitor, "id");
            picture.Number = Json.Text(visitor, "number");
            picture.Visitor = Json.Text(visitor, "state");
            picture.Primary = Json.Text(found, "primary");
            picture.Waiting = Json.Number(found, "waiting");
            return picture;
        }

        /// <summary>Do one act; return the ticket of the answer, or null.</summary>
        public Dictionary<string, object> Act(string act, string body, string key, Stopwatch since, ThreadStart retrying)
        {
            return Json.Part(Ask("POST", "/" + act, body, key, since, retrying), "ticket");
        }

        Dictionary<string, object> Ask(string method, string rest, string body, string key, Stopwatch since,
            ThreadStart retrying)
        {
            int pause = First;
            bool heard = false;
            while (true)
            {
                string why;
                try { return Once(method, path + rest, body, key); }
                catch (WebException fault)
                {
                    why = fault.Message;
                    if (fault.Status != WebExceptionStatus.ConnectFailure
                        && fault.Status != WebExceptionStatus.NameResolutionFailure) heard = true;
                }
                catch (IOException fault) { why = fault.Message; heard = true; }
                if (since.ElapsedMilliseconds + pause >= Whole) throw new HallAway(why, heard && method == "POST");
                retrying();
                Thread.Sleep(pause);
                pause = Math.Min(2 * pause, Longest);
            }
        }

        Dictionary<string, object> Once(string method, string url, string body, string key)
        {
            HttpWebRequest request = (HttpWebRequest)WebRequest.Create(url);
            request.Method = method;
            // The hall is on the same network: looking for a proxy would only take seconds.
            request.Proxy = null;
            request.KeepAlive = false;
            request.Timeout = request.ReadWriteTimeout = Answer;
            request.Headers["Authorization"] = "Bearer " + token;
            request.Headers["Accept-Language"] = language;
            if (key != "") request.Headers["Idempotency-Key"] = key;
            if (body != null)
            {
                byte[] bytes = Encoding.UTF8.GetBytes(body);
                request.ContentType = "application/json";
                request.ContentLength = bytes.Length;
                using (Stream stream = request.GetRequestStream()) stream.Write(bytes, 0, bytes.Length);
            }
            try
            {
                using (HttpWebResponse answer = (HttpWebResponse)request.GetResponse()) return Read(answer);
            }
            catch (WebException fault)
            {
                HttpWebResponse answer = fault.Response as HttpWebResponse;
                if (answer == null) throw;
                // Closed whatever it says: one that is left open keeps the next try waiting.
                using (answer)
                {
                    if ((int)answer.StatusCode >= 500) throw;
                    throw new HallSaysNo((int)answer.StatusCode, Problem(answer));
                }
            }
        }

        static Dictionary<string, object> Read(HttpWebResponse answer)
        {
            Dictionary<string, object> found = Problem(answer);
            // Cut off in the middle, or no hall at all: to be asked again.
            if (found == null) throw new IOException("no answer of a hall");
            return found;
        }

        static Dictionary<string, object> Problem(HttpWebResponse answer)
        {
            using (StreamReader reader = new StreamReader(answer.GetResponseStream(), Encoding.UTF8))
                return Json.Read(reader.ReadToEnd());
        }
    }

    /// <summary>Turn presses into acts (一次按键，一个动作): one at a time, each with a word of what came.</summary>
    public class Desk
    {
        /// Milliseconds within which the same key again is its echo, and in which a second no-show means "yes".
        const int Bounce = 300, Confirm = 3000;
        readonly Line line;
        readonly IBar bar;
        readonly Words words;
        readonly string pause;
        readonly Stopwatch clock = Stopwatch.StartNew();
        readonly Dictionary<string, long> last = new Dictionary<string, long>();
        int underWay;
        Picture unsure;
        string asked = "";
        long askedUntil;

        public Desk(Line line, IBar bar, Words words, string pause)
        {
            this.line = line;
            this.bar = bar;
            this.words = words;
            this.pause = pause;
        }

        /// <summary>Say how the window stands.</summary>
        public void FirstWord()
        {
            Start(delegate { bar.Say(Now(line.Look(Stopwatch.StartNew(), Retrying())), "done"); });
        }

        /// <summary>Take a key that went down; returns at once.</summary>
        public void Press(string key, string act)
        {
            long at = clock.ElapsedMilliseconds;
            long before = last.ContainsKey(key) ? last[key] : -Bounce;
            last[key] = at;
            if (at - before < Bounce) return;
            if (!Start(delegate { Do(act, at); })) bar.Say(words.Say("no.busy"), "soft");
        }

        public bool Busy { get { return Thread.VolatileRead(ref underWay) != 0; } }

        bool Start(ThreadStart work)
        {
            if (Interlocked.CompareExchange(ref underWay, 1, 0) != 0) return false;
            Thread thread = new Thread(delegate()
            {
                try { work(); }
                catch (HallAway away) { bar.Say(words.Say(away.MaybeDone ? "line.unsure" : "line.lost"), "warn"); }
                catch (HallSaysNo no) { Refused(no, new Picture()); }
                catch (Exception) { bar.Say(words.Say("no.fault"), "warn"); }
                finally { Interlocked.Exchange(ref underWay, 0); }
            });
            thread.IsBackground = true;
            thread.Start();
            return true;
        }

        void Do(string act, long at)
        {
            Stopwatch since = Stopwatch.StartNew();
            ThreadStart retrying = Retrying();
            Picture seen = line.Look(since, retrying), before = unsure;
            unsure = null;
            if (before != null && !before.Same(seen))
            {
                bar.Say(words.Say("now.again", "now", Now(seen)), "ask");
                return;
            }
            // A hall that is stopped has no next step: a call hears why.
            string doing = act == "next" ? (seen.Primary == "" ? "call-next" : seen.Primary) : act;
            bool about = doing != "open" && doing != "call-next" && doing != "pause" && doing != "undo";
            if (about && seen.Ticket == "") { bar.Say(words.Say("no.nobody_here"), "soft"); return; }
            try
            {
                string body = about ? Body(doing, seen, at) : doing == "pause" ? "{\"reason\": \"" + pause + "\"}" : "{}";
                Done(doing, seen, line.Act(doing, body, Guid.NewGuid().ToString("N"), since, retrying));
            }
            catch (HallAway away) { if (away.MaybeDone) unsure = seen; throw; }
            catch (HallSaysNo no) { Refused(no, seen); }
        }

        string Body(string doing, Picture seen, long at)
        {
            bool early = doing == "no-show" && asked == seen.Ticket && at <= askedUntil;
            asked = "";
            return "{\"ticket\": \"" + seen.Ticket + "\"" + (early ? ", \"early\": true}" : "}");
        }

        /// <summary>Say once that it takes longer.</summary>
        ThreadStart Retrying()
        {
            bool told = false;
            return delegate
            {
                if (!told) bar.Say(words.Say("line.retrying"), "warn");
                told = true;
            };
        }

        string Now(Picture picture)
        {
            string key = "now." + (picture.Visitor != "" ? picture.Visitor : picture.State);
            return words.Has(key) ? words.Say(key, "number", picture.Number) : picture.State;
        }

        void Done(string act, Picture seen, Dictionary<string, object> ticket)
        {
            bool calls = act == "call-next" || act == "finish-and-call-next";
            // Who put her turn off or walks over waits all the same, so it is not said that nobody does.
            string nobody = seen.Waiting > 0 ? "_nobody_yet" : "_nobody";
            if (calls && ticket == null) { bar.Say(words.Say("done." + act + nobody, "seen", seen.Number), "nobody"); return; }
            string number = ticket == null ? seen.Number : Json.Text(ticket, "number");
            string text = words.Say(act == "undo" && ticket != null ? "done.undo_there" : "done." + act, "number", number);
            if (calls) text += " · " + Why(ticket);
            if (act == "recall" && ticket != null) text += " · " + words.Say("done.recall_times", "n", Json.Text(ticket, "calls"));
            bar.Say(text, calls ? "called" : "done");
        }

        /// <summary>Say why it is this one (为什么是这一位).</summary>
        string Why(Dictionary<string, object> ticket)
        {
            string why = Json.Text(ticket, "why"), reason = "why.priority_" + Json.Text(ticket, "reason");
            long slot = Json.Number(ticket, "slot_at");
            DateTime zero = new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);
            if (why.StartsWith("appointment") && slot > 0)
                return words.Say("why.appointment", "at", zero.AddMilliseconds(slot).ToLocalTime().ToString("H:mm"));
            if (why == "priority" && words.Has(reason)) return words.Say(reason);
            if (why != "waited" && words.Has("why." + why)) return words.Say("why." + why);
            long minutes = (Json.Number(ticket, "called_at") - Json.Number(ticket, "issued_at")) / 60000;
            return minutes > 0 ? words.Say("why.waited", "n", minutes) : words.Say("why.just_came");
        }

        void Refused(HallSaysNo no, Picture seen)
        {
            if (no.Code == "TOO_EARLY")
            {
                asked = seen.Ticket;
                askedUntil = clock.ElapsedMilliseconds + Confirm;
                long seconds = (Json.Number(no.Problem, "wait_ms") + 999) / 1000;
                bar.Say(words.Say("no.early", "n", seconds, "number", seen.Number), "ask");
            }
            else if (no.Code == "HALL_STOPPED")
                bar.Say(words.Say("no.stopped", "reason", Json.Text(no.Problem, "reason")), "warn");
            else if (no.Status == 401) bar.Say(words.Say("no.sign_in"), "warn");
            else if (no.Status == 403) bar.Say(words.Say("no.not_allowed"), "warn");
            else bar.Say(words.Say("no.refused", "title", no.Title), "warn");
        }
    }

    /// <summary>Show each line in a small window that stays on top and never takes the focus; hear the hot keys.</summary>
    public class Panel : Form, IBar
    {
        const int WmHotKey = 0x0312;
        /// MOD_NOREPEAT: a key that is held is one press.
        const uint NoRepeat = 0x4000;
        readonly Label label = new Label();
        readonly List<string> keys = new List<string>();
        readonly Settings settings;
        public Desk Desk;
        public Words Words;

        [DllImport("user32.dll", SetLastError = true)]
        static extern bool RegisterHotKey(IntPtr window, int id, uint modifiers, uint key);
        [DllImport("user32.dll", SetLastError = true)]
        static extern bool UnregisterHotKey(IntPtr window, int id);

        public Panel(Settings settings)
        {
            this.settings = settings;
            Text = "叫号键 " + settings.Get("window", "");
            FormBorderStyle = FormBorderStyle.FixedToolWindow;
            TopMost = true;
            ClientSize = new Size(420, 56);
            StartPosition = FormStartPosition.Manual;
            Rectangle free = Screen.PrimaryScreen.WorkingArea;
            Location = new Point(free.Right - Width - 8, free.Bottom - Height - 8);
            label.Dock = DockStyle.Fill;
            label.TextAlign = ContentAlignment.MiddleLeft;
            label.Padding = new Padding(8, 0, 8, 0);
            label.Font = new Font("Microsoft YaHei", 12f);
            Controls.Add(label);
        }

        protected override bool ShowWithoutActivation { get { return true; } }

        protected override CreateParams CreateParams
        {
            get
            {
                CreateParams made = base.CreateParams;
                // WS_EX_NOACTIVATE, WS_EX_TOPMOST: the business program keeps the focus.
                made.ExStyle |= 0x08000000 | 0x00000008;
                return made;
            }
        }

        protected override void OnShown(EventArgs e)
        {
            base.OnShown(e);
            string taken = "";
            foreach (string key in settings.Keys.Keys)
            {
                keys.Add(key);
                if (!RegisterHotKey(Handle, keys.Count, settings.Modifiers() | NoRepeat, (uint)Names.Codes[key]))
                    taken += " " + key;
            }
            if (taken != "") Say(Words.Say("no.taken", "keys", taken.Trim()), "warn");
            else Desk.FirstWord();
        }

        protected override void OnFormClosed(FormClosedEventArgs e)
        {
            for (int id = 1; id <= keys.Count; id++) UnregisterHotKey(Handle, id);
            base.OnFormClosed(e);
        }

        protected override void WndProc(ref Message message)
        {
            base.WndProc(ref message);
            int id = message.Msg == WmHotKey ? message.WParam.ToInt32() : 0;
            if (id >= 1 && id <= keys.Count) Desk.Press(keys[id - 1], settings.Keys[keys[id - 1]]);
        }

        public void Say(string text, string kind)
        {
            if (!IsHandleCreated || IsDisposed) return;
            try { BeginInvoke(new MethodInvoker(delegate { Show(text, kind); })); }
            catch (InvalidOperationException) { return; }
            ThreadPool.QueueUserWorkItem(delegate { Sound(kind); });
        }

        void Show(string text, string kind)
        {
            label.Text = text;
            label.BackColor = kind == "called" ? Color.FromArgb(255, 233, 168)
                : kind == "warn" ? Color.FromArgb(255, 214, 210) : SystemColors.Window;
        }

        static void Sound(string kind)
        {
            int[] notes = kind == "called" ? new int[] { 660, 880 } : kind == "done" ? new int[] { 660 }
                : kind == "nobody" ? new int[] { 440, 330 } : kind == "ask" ? new int[] { 880, 880 }
                : kind == "soft" ? new int[] { 300 } : new int[] { 300, 300, 300 };
            try { foreach (int note in notes) Console.Beep(note, 110); }
            catch (Exception) { return; }
        }
    }

    public static class Start
    {
        /// <summary>Run until the window is closed; returns what is wrong, or "".</summary>
        public static string Run(string text, string folder)
        {
            string fault = "";
            Thread thread = new Thread(delegate()
            {
                try { Application.Run(Build(new Settings(text), folder)); }
                catch (SettingsFault wrong) { fault = wrong.Message; }
                catch (IOException wrong) { fault = wrong.Message; }
                catch (UriFormatException wrong) { fault = "hall: " + wrong.Message; }
            });
            thread.SetApartmentState(ApartmentState.STA);
            thread.Start();
            thread.Join();
            return fault;
        }

        static Panel Build(Settings settings, string folder)
        {
            string token = File.ReadAllText(Path.Combine(folder, settings.Values["token-file"])).Trim();
            string language = settings.Get("language", "zh-CN");
            Panel panel = new Panel(settings);
            panel.Words = new Words(language);
            Line line = new Line(settings.Values["hall"], settings.Values["window"], token, language);
            panel.Desk = new Desk(line, panel, panel.Words, settings.Get("pause", "break"));
            return panel;
        }
    }
}
'@

$Here = Split-Path -Parent $MyInvocation.MyCommand.Path
if ($PSVersionTable.PSVersion.Major -gt 5) {
    Write-Host "Please start this with Windows PowerShell (powershell.exe), not with PowerShell 7 (pwsh.exe)."
    exit 1
}
if ($File) { $Settings = [IO.File]::ReadAllText((Resolve-Path $File).Path) }
$Assemblies = @()
foreach ($Name in "System.Windows.Forms", "System.Drawing", "System.Web.Extensions") {
    $Assemblies += [System.Reflection.Assembly]::LoadWithPartialName($Name).Location
}
Add-Type -TypeDefinition $Program -ReferencedAssemblies $Assemblies -IgnoreWarnings
$Fault = [HallPad.Start]::Run($Settings, $Here)
if ($Fault) {
    [void][System.Windows.Forms.MessageBox]::Show($Fault, "hall-pad")
    exit 1
}
