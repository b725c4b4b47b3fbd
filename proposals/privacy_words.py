"""The word lists by which ``proposals.privacy`` tells a person from a place or an office."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HONORIFICS = _words(
    """pak pa bu bapak bpk bp ibu h hj haji hajjah ustadz ustad ustadzah ust uztad mas mbak mba sdr
    sdri saudara saudari alm almh almarhum almarhumah kang mang bang abang teh uda uni mbah kyai
    kiyai kh nyonya ny tuan tn nenek kakek aki om tante pakde bude wak dr drs ir"""
)
WEAK = _words("alm h dr drs ir om mas bang pa bp uni tuan teh wak aki ny tn ust kh")
"""Also other words or letters: a name after them is believed only when written like one."""

OFFICES = _words(
    """rt rw lurah camat kades sekdes seklur walikota wali wakil bupati gubernur presiden kadis
    kasi kasie kepala ketua sekretaris bendahara bidan mantri dokter guru kader posyandu pkk kyai
    ustadz imam modin babinsa bhabinkamtibmas polisi satpam hansip linmas dukuh kadus staf
    pengurus sekcam dewan anggota danramil kapolsek dkm takmir marbot"""
)
OF_TERRITORY = _words(
    "lurah camat kades walikota wali wakil bupati gubernur presiden kadis kapolsek"
)
"""Offices that are named with a place, not with a person."""

PLACES = _words(
    """jl jln jalan gang gg masjid mesjid mesjit musholla mushola mushollah musala musola surau
    langgar majelis majlis taklim talim pondok ponpes pesantren sd sdn sdit smp smpn sma sman smk
    mi mts ma tk tpq tpa paud ra yayasan rs rsud rsia rsu klinik apotek taman lapangan jembatan
    jbt terminal bandara stadion perumahan perum komplek kompleks kampung kp lorong lrg stasiun
    gedung makam tpu asrama universitas kampus kali situ sungai waduk pasar plaza hotel naik
    ibadah calon jamaah jemaah calhaj hari raya bulan ongkos"""
)
NOT_NAMES = _words(
    """yang yg dan dgn dengan di ke dari dr pada untuk utk untk sampai sampe smp sd hingga s.d
    karena krn sehingga shg agar supaya kalau klo kalo jika saat waktu ketika bila sudah sdh udah
    belum blm tidak tdk gak ga nggak tak bukan ada adalah itu ini tsb tersebut sini situ sana akan
    mau bisa dapat harus perlu mohon tolong minta sering selalu kadang suka juga jg lagi masih msh
    hanya cuma saja aja atau ataupun serta para semua seluruh beberapa banyak bnyk warga wrg
    masyarakat anak anak2 hamil menyusui lansia rumah rmh tangga tanah warung wrg toko kebun sawah
    sumur saluran selokan got gorong gorong2 drainase jalan jln jl gang gg jembatan tiang lampu
    pju listrik kabel pohon air banjir genangan sampah bak tps pos ronda kamling balai posyandu
    masjid musholla mushola sekolah sd smp paud tk kantor kelurahan kecamatan puskesmas lapangan
    rusak rsk parah pecah retak amblas ambles longsor bolong berlubang mampet mampat tersumbat
    meluap banjir bocor gelap mati padam roboh rubuh miring sempit lebar panjang tinggi rendah
    dalam luas kotor bau licin becek tergenang terendam tenggelam jebol ambrol keropos hancur
    hilang kosong penuh buntu dekat dkt depan dpn samping smping belakang blkg blakang sebelah
    sblh seberang sebrang antara pojok ujung ujungnya pertigaan perempatan tikungan turunan
    tanjakan utara selatan timur barat kiri kanan atas bawah tengah pinggir sepanjang kurang lebih
    sekitar kira rt rw no nomor meter mtr m km cm unit buah titik bh orang jiwa kk tahun thn
    minggu hari bulan malam siang pagi sore musim hujan kemarau setiap tiap tiap2 sejak lalu
    kemarin sekarang skrg besok tadi nya kami kita saya dia mereka beliau bapak pak bu ibu bpk dll
    dst paling sangat sekali lebih terus menerus kembali baru lama besar kecil milik punya setuju
    bersedia hibah dihibahkan memberi izin ijin kan sama oleh tentang bagi tanpa namun tapi tetapi
    maupun lewat via per satu dua tiga empat lima janda jompo kota pertiwi kandung kader pkk guru
    pedagang pejabat pengajian tani rumahan kos kost kontrakan dinas warteg bakso pecel sembako
    kopi kelontong makan nasi soto lele padang tegal madura bengkel pangkas laundry wakaf fasos
    fasum pemda pemkot negara adat umum milik bengkok garapan kas desa sakit ibadah potong susun
    dijual ambruk ogah layak huni tidak subsidi pompa duka singgah pintar baca data kaca terakhir
    pertama kedua sendiri sebagai dahulu dulu dl tokoh pemuda karang taruna kepala ketua sekalian
    semuanya seberangnya sampingnya mohon trims terima kasih tlg usul diusulkan mulai kena ikut
    kerja sepuh tua muda tetangga daerah wilayah lingkungan hub telp tlp hp wa nik yth pintu pagar
    tembok dinding atap genteng lantai dapur parkir motor mobil truk angkot lebih2 apalagi bahkan
    butuh pakai pake pas arah menuju tembus sebab akibat pun namanya bernama"""
)
NAMES = _words(
    """darto budi agus slamet sutrisno suyono joko eko dwi tri wahyu sri siti nur yanto yanti
    rahman rohman hidayat kurnia kurniawan setiawan gunawan hendra hermawan iwan dedi deden dadang
    asep ujang cecep endang enjang entin euis neneng yayah yati suryadi suryana supardi suparman
    sumarni sumiati suminah sukirman sukirno tukiman tukijo ponijan poniman paijo paiman wagiman
    ngatiman ngadiman ngatinah kasim kasmin kosim mansur mansyur mahmud muhidin muhi naman naim
    naimah saman samsul samsudin syamsudin saepudin saefudin saifudin udin jajang jamal jamaludin
    junaedi junaidi komarudin kamaludin kartini karsono karso karjo marno marni maryam maryati
    mulyadi mulyono mulyati nurdin nurhayati nuraini ratna rina rini rudi rusli rusdi rosid rasyid
    ridwan romli rohmat rahmat rohim rahim salim salamah sanusi sarip sarifudin solihin soleh saleh
    sobari subandi subarkah sugeng sugiyono sugianto sujono suharto suharti suhendar sukma sulaeman
    sulaiman sulastri sunarto sunardi suparno supriyadi supriadi suroso suryanto susanto susilo
    susilawati sutarman sutini sutarno taryono tarmizi tarsih teguh tini titin toha tono trisno
    umar usman usup wati wawan widodo wiwin yadi yahya yani yono yudi yusuf zaenal zainal zaenudin
    zainudin ahmad achmad muhammad mohamad mochamad abdul abdullah ali amin anwar arif aris bambang
    basuki basri bahri burhan daryanto didi edi efendi fajar fatimah fauzi ferdi hadi hadiyanto
    halim halimah hamid hamdan hamzah hanafi hardi harjo haryanto haryono hasan hasanah hasanudin
    hasyim heri herman ibrahim idris ilham imam indra irwan ismail jumadi juminten kasmadi lestari
    lilis maman marzuki masduki masitoh misbah misnan mukhlis mustofa nana nanang nasir nurjanah
    oman parjo parno parman purnomo purwanto rais rasmin robert roni royani sabar safei sahroni
    santoso simanjuntak siregar nasution sitompul hutagalung manurung sihombing harahap lubis"""
)
